import type { ComponentChildren } from 'preact';
import './stage.css';

export type StageProps = {
  /** What concerns the whole stage, such as the choice of a map: a line above the rest. */
  readonly bar?: ComponentChildren;
  readonly pictures: ComponentChildren;
  readonly panel: ComponentChildren;
};

/**
 * What the reader plays with: pictures beside a panel of controls and numbers; one above the other where the
 * screen is narrow.
 */
export function Stage({ bar, pictures, panel }: StageProps) {
  return (
    <div class="stage">
      {bar && <div class="stage-bar">{bar}</div>}
      <div class="stage-pictures">{pictures}</div>
      <div class="stage-panel">{panel}</div>
    </div>
  );
}

export type FigureProps = {
  readonly caption: ComponentChildren;
  /** For a picture that is wider than high. */
  readonly wide?: boolean;
  readonly children: ComponentChildren;
};

/** A picture with a line about it. */
export function Figure({ caption, wide = false, children }: FigureProps) {
  return (
    <figure class={wide ? 'figure figure-wide' : 'figure'}>
      {children}
      <figcaption>{caption}</figcaption>
    </figure>
  );
}
