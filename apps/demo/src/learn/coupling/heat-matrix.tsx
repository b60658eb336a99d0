import { formatNumber } from '../../widgets/format-number.ts';
import './heat-matrix.css';

export type HeatMatrixProps = {
  readonly rows: readonly (readonly number[])[];
  /** What it is, for screen readers. */
  readonly label: string;
  /** Names of rows and columns; without them, and without numbers, the picture alone is drawn. */
  readonly names?: { readonly rows: readonly string[]; readonly columns: readonly string[] };
  /** Cells that are zero for a reason that the text explains. */
  readonly isEmpty?: (row: number, column: number) => boolean;
  /** Tests read the exact numbers from `data-value` of the elements `<testId>-<row>-<column>`, from 0. */
  readonly testId: string;
};

/** Deepest colour of a cell, in per cent: numbers have to be read on it. */
const DEEPEST = { named: 45, bare: 90 };

/** A matrix as colours: how strong says the size, on a cube-root scale; which of the two says the sign. */
export function HeatMatrix({ rows, label, names, isEmpty = () => false, testId }: HeatMatrixProps) {
  const largest = Math.max(...rows.flat().map(Math.abs), Number.MIN_VALUE);
  const deepest = names ? DEEPEST.named : DEEPEST.bare;
  const heat = (value: number) => `${deepest * Math.cbrt(Math.abs(value) / largest)}%`;
  return (
    <table class={names ? 'heat' : 'heat heat-bare'} aria-label={label}>
      {names && (
        <thead>
          <tr>
            <td class="heat-corner" />
            {names.columns.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
      )}
      <tbody>
        {rows.map((row, i) => (
          <tr key={i}>
            {names && <th scope="row">{names.rows[i]}</th>}
            {row.map((value, j) => (
              <td
                key={j}
                class={isEmpty(i, j) ? 'heat-empty' : value < 0 ? 'heat-minus' : undefined}
                style={{ '--heat': heat(value) }}
                data-testid={`${testId}-${i}-${j}`}
                data-value={value}
              >
                {names ? shown(value) : <span class="visually-hidden">{shown(value)}</span>}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** An exact zero looks different from a small number. */
const shown = (value: number) => (value === 0 ? '0' : formatNumber(value, Math.abs(value) < 100 ? 2 : 0));
