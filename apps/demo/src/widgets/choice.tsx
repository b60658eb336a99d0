import { useId } from 'preact/hooks';
import './choice.css';

export type ChoiceOption<Value extends string> = {
  readonly value: Value;
  readonly label: string;
  /** What is shown instead of the label where room is scarce; the label stays for screen readers. */
  readonly short?: string;
  readonly lang?: string;
};

export type ChoiceProps<Value extends string> = {
  readonly label: string;
  readonly hideLabel?: boolean;
  readonly options: readonly ChoiceOption<Value>[];
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly testId?: string;
};

/** One of a few: radio buttons drawn as one bar; arrow keys choose. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
  const name = useId();
  return (
    <fieldset class="choice" data-testid={props.testId}>
      <legend class={props.hideLabel ? 'visually-hidden' : 'choice-label'}>{props.label}</legend>
      <div class="choice-bar">
        {props.options.map(({ value, label, short, lang }) => (
          <label key={value} class="choice-option" title={short === undefined ? undefined : label}>
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === props.value}
              onChange={() => props.onChange(value)}
              aria-label={short === undefined ? undefined : label}
              lang={lang}
            />
            <span aria-hidden={short === undefined ? undefined : 'true'} lang={lang}>
              {short ?? label}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
