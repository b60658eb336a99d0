import type { Row } from '../row.ts';
import { COLUMNS, groupCases } from './cases.ts';
import { numberText, ratioText } from './number-text.ts';

/** Numbers stand to the right. */
const RIGHT = new Set([2, 4, 5, 6, 8, 9]);

/** The rows in columns; what is the same as in the line above is left out. */
export function textTable(rows: readonly Row[]): string {
  const lines = groupCases(rows).flatMap(({ workload, metric, batch, rows: own }) =>
    own.map(({ subject, median, min, max, unit, runs, ratio }, i) => [
      ...(i === 0 ? [workload, metric, batch === null ? '' : String(batch)] : ['', '', '']),
      subject,
      ...[median, min, max].map(numberText),
      unit,
      String(runs),
      ratioText(ratio),
    ]),
  );
  const table = [COLUMNS, ...lines];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    RIGHT.has(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0);
  return table.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}
