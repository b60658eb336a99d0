import { useId } from 'preact/hooks';
import { formatNumber } from './format-number.ts';
import { Inline } from './prose.tsx';
import type { Tone } from './tone.ts';
import './slider.css';

export type SliderProps = {
  /** What it sets, with the marks of `Prose`. */
  readonly label: string;
  /** The label in plain words, where it holds a formula. */
  readonly spokenLabel?: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly onInput: (value: number) => void;
  /** How the value is shown and spoken; default two decimals. */
  readonly format?: (value: number) => string;
  readonly tone?: Tone;
  readonly disabled?: boolean;
  readonly testId?: string;
};

/** A number between two ends: drag it, or use the arrow keys, Page up and down, Home and End. */
export function Slider(props: SliderProps) {
  const { label, spokenLabel, value, min, max, step = 0.01, format = formatNumber, tone = 'plain' } = props;
  const id = useId();
  const filled = `${(100 * (value - min)) / (max - min)}%`;
  return (
    <div class={`slider slider-${tone}`}>
      <label for={id}>
        <Inline text={label} />
      </label>
      <output for={id}>{format(value)}</output>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={step}
        value={value}
        disabled={props.disabled}
        aria-label={spokenLabel}
        aria-valuetext={format(value)}
        data-testid={props.testId}
        data-value={value}
        style={{ '--filled': filled }}
        onInput={(event) => props.onInput(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
