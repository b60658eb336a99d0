import type { ComponentChildren } from 'preact';
import './stage.css';

/**
 * What the reader plays with: pictures beside a panel of controls and numbers; one above the other where the
 * screen is narrow.
 */
export function Stage({ pictures, panel }: { pictures: ComponentChildren; panel: ComponentChildren }) {
  return (
    <div class="stage">
      <div class="stage-pictures">{pictures}</div>
      <div class="stage-panel">{panel}</div>
    </div>
  );
}

/** A picture with a line about it. */
export function Figure({ caption, children }: { caption: ComponentChildren; children: ComponentChildren }) {
  return (
    <figure class="figure">
      <figcaption>{caption}</figcaption>
      {children}
    </figure>
  );
}
