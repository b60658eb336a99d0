import { useId, useState } from 'preact/hooks';
import { NUMBER_RANGES, type NumberName, readNumber } from './engine/run-settings.ts';
import { usePlaygroundText } from './text.ts';

export type NumberFieldProps = {
  readonly name: NumberName;
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
};

/** A setting to type in; what is out of its range is marked and not taken. */
export function NumberField({ name, label, value, onChange }: NumberFieldProps) {
  const text = usePlaygroundText();
  const [draft, setDraft] = useState<string | undefined>();
  const [id, hint] = [useId(), useId()];
  const { least, most } = NUMBER_RANGES[name];
  const isBad = draft !== undefined && readDraft(name, draft) === undefined;
  const settle = () => {
    const read = draft === undefined ? undefined : readDraft(name, draft);
    if (read === undefined) return;
    setDraft(undefined);
    if (read !== value) onChange(read);
  };
  return (
    <div class="number-field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autocomplete="off"
        value={draft ?? String(value)}
        aria-invalid={isBad}
        aria-describedby={hint}
        data-testid={`setting-${name}`}
        data-value={value}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onBlur={settle}
        onKeyDown={(event) => {
          if (event.key === 'Enter') settle();
          if (event.key === 'Escape') setDraft(undefined);
        }}
      />
      <p id={hint} class={isBad ? 'number-field-hint' : 'visually-hidden'}>
        {text.range(String(least), String(most))}
      </p>
    </div>
  );
}

function readDraft(name: NumberName, draft: string): number | undefined {
  if (draft.trim() === '') return undefined;
  try {
    return readNumber(name, Number(draft));
  } catch {
    return undefined;
  }
}
