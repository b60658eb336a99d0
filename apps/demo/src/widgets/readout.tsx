import type { ComponentChildren } from 'preact';
import { formatNumber } from './format-number.ts';
import { Inline } from './prose.tsx';
import type { Tone } from './tone.ts';
import './readout.css';

export type NumberReadoutProps = {
  /** What it is, with the marks of `Prose`. */
  readonly label: string;
  readonly value: number;
  readonly digits?: number;
  readonly tone?: Tone;
  /** Tests read the exact number from `data-value` of this element. */
  readonly testId: string;
  /** For the number that the figure is about. */
  readonly large?: boolean;
};

/** Numbers beside a figure, each with what it is. */
export function Readouts({ children }: { children: ComponentChildren }) {
  return <dl class="readouts">{children}</dl>;
}

/** One of the `Readouts`. */
export function NumberReadout(props: NumberReadoutProps) {
  const { label, value, digits = 3, tone = 'plain', testId, large = false } = props;
  return (
    <div class={large ? 'readout readout-large' : 'readout'}>
      <dt>
        <Inline text={label} />
      </dt>
      <dd class={`tone-${tone}`} data-testid={testId} data-value={value}>
        {formatNumber(value, digits)}
      </dd>
    </div>
  );
}
