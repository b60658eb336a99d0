import type { Row } from './row.ts';

/** A row with something in every place. */
export const someRow: Row = {
  workload: 'W1',
  metric: 'train-step',
  subject: 'flow',
  unit: 'ms',
  batch: 64,
  median: 2,
  min: 1.5,
  max: 4,
  runs: 10,
  machine: 'a machine <with> "signs" & others',
};

/** What `bench micro` says of a kernel: so many GFLOP/s. */
export const rate = (metric: string, median: number, subject = 'flow'): Row => ({
  ...someRow,
  workload: 'micro',
  unit: 'GFLOP/s',
  batch: null,
  metric,
  median,
  subject,
});
