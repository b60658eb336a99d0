/** One figure, with the median and the range of what was measured. */
export type Row = {
  readonly what: string;
  readonly unit: 'ms' | 'steps/s' | 'ratio';
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly runs: number;
};

/** @param values one at least */
export function rowOf(what: string, unit: Row['unit'], values: readonly number[]): Row {
  const sorted = values.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  if (min === undefined || max === undefined) throw new RangeError(`Nothing was measured: ${what}.`);
  const [low = min, high = min] = [
    sorted[Math.ceil(sorted.length / 2) - 1],
    sorted[Math.floor(sorted.length / 2)],
  ];
  return { what, unit, median: (low + high) / 2, min, max, runs: sorted.length };
}

/** A table in Markdown, for the README. */
export function tableOf(rows: readonly Row[]): string {
  const number = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
  const lines = rows.map(({ what, unit, median, min, max, runs }) =>
    [what, number(median), number(min), number(max), unit, String(runs)].join(' | '),
  );
  return ['', '| | median | min | max | | runs |', '|---|---|---|---|---|---|']
    .concat(lines.map((line) => `| ${line} |`))
    .join('\n');
}
