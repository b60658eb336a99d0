/** One line of the result: what was measured on whom, and how it came out. `tooling/peers` writes the same form. */
export type Row = {
  /** `W1`, `W3a`, …, `memory` or `micro`. */
  readonly workload: string;
  /** `train-step`, `peak-memory`, `sample`, `logProb`; in `micro` the name of the kernel, in `memory` what grows with depth. */
  readonly metric: string;
  readonly subject: string;
  /** `ms` a call, `MB`, `GFLOP/s`, `ns` an element. */
  readonly unit: string;
  /** Rows in a call; null where there is no batch. */
  readonly batch: number | null;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** Timed calls. */
  readonly runs: number;
  readonly machine: string;
};

const TEXTS = ['workload', 'metric', 'subject', 'unit', 'machine'] as const;
const NUMBERS = ['median', 'min', 'max', 'runs'] as const;

/** Whether a value read from outside has the form of a row. */
export function isRow(value: unknown): value is Row {
  if (typeof value !== 'object' || value === null) return false;
  const row = value as Readonly<Record<string, unknown>>;
  return (
    TEXTS.every((name) => typeof row[name] === 'string') &&
    NUMBERS.every((name) => Number.isFinite(row[name])) &&
    (row.batch === null || Number.isSafeInteger(row.batch))
  );
}
