import { formatNumber } from './format-number.ts';
import { Formula } from './formula.tsx';
import './brackets.css';
import './matrix-display.css';

export type MatrixDisplayProps = {
  readonly rows: readonly (readonly number[])[];
  /** What it is, for screen readers. */
  readonly label: string;
  /** What stands before it, in TeX: `J_f(z) =`. */
  readonly tex?: string;
  readonly digits?: number;
  /** Tests read the exact numbers from `data-value` of the elements `<testId>-<row>-<column>`, from 0. */
  readonly testId: string;
  /** A class for a cell, to bring out a block or a column. */
  readonly cellClass?: (row: number, column: number) => string | undefined;
};

/** A matrix in brackets. */
export function MatrixDisplay({ rows, label, tex, digits = 2, testId, cellClass }: MatrixDisplayProps) {
  return (
    <div class="matrix">
      {tex === undefined ? null : <Formula tex={tex} />}
      <table class="matrix-body brackets" aria-label={label}>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((value, j) => (
                <td key={j} class={cellClass?.(i, j)} data-testid={`${testId}-${i}-${j}`} data-value={value}>
                  {formatNumber(value, digits)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
