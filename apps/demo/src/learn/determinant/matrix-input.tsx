import '../../widgets/brackets.css';

export type MatrixInputProps = {
  readonly rows: readonly (readonly number[])[];
  readonly onInput: (row: number, column: number, value: number) => void;
  readonly label: string;
  /** What an entry is called, counted from 1. */
  readonly entryLabel: (row: number, column: number) => string;
  readonly chosen: (row: number, column: number) => boolean;
  readonly testId: string;
};

/** A matrix whose entries are typed, or stepped by the arrow keys. */
export function MatrixInput({ rows, onInput, label, entryLabel, chosen, testId }: MatrixInputProps) {
  return (
    <table class="matrix-body brackets determinant-input" aria-label={label}>
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {row.map((value, j) => (
              <td key={j} class={chosen(i, j) ? 'determinant-entry' : undefined}>
                <input
                  type="number"
                  min={-4}
                  max={4}
                  step={0.5}
                  value={value}
                  aria-label={entryLabel(i + 1, j + 1)}
                  data-testid={`${testId}-${i}-${j}`}
                  data-value={value}
                  onInput={({ currentTarget: { valueAsNumber } }) => {
                    if (Number.isFinite(valueAsNumber)) onInput(i, j, valueAsNumber);
                  }}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
