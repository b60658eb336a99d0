import type { Row } from '../row.ts';

/** Everybody's rows of one measurement. */
export type Case = {
  readonly workload: string;
  readonly metric: string;
  readonly batch: number | null;
  readonly unit: string;
  readonly rows: readonly CaseRow[];
};

/** A row and how many times the time (or the rate) of the first subject it took; null where that is not there. */
export type CaseRow = Row & { readonly ratio: number | null };

/** What everybody is compared with. */
const BASELINE = 'flow';

/** The columns of the table, printed and in the page. */
export const COLUMNS = [
  'workload',
  'metric',
  'batch',
  'subject',
  'median',
  'min',
  'max',
  'unit',
  'runs',
  `/ ${BASELINE}`,
];

/** Puts together what belongs together, in the order of its first appearance. */
export function groupCases(rows: readonly Row[]): Case[] {
  const groups = Map.groupBy(rows, ({ workload, metric, batch }) => `${workload} ${metric} ${batch}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { workload, metric, batch, unit } = first;
    const baseline = group.find(({ subject }) => subject === BASELINE);
    const withRatio = group.map((row) => ({ ...row, ratio: baseline ? row.median / baseline.median : null }));
    return [{ workload, metric, batch, unit, rows: withRatio }];
  });
}
