import type { Row } from '../row.ts';
import { summarise } from '../statistics.ts';
import { DEPTH_MODEL } from './depth-model.ts';

/** What gradients took at one depth. */
export type DepthFigures = {
  readonly subject: string;
  /** Steps of flow at each level. */
  readonly depth: number;
  /** Of activations, at most at once. */
  readonly megabytes: number;
  /** Of each timed run. */
  readonly milliseconds: readonly number[];
};

/** Two rows for each: memory, then time. */
export function depthRows(figures: readonly DepthFigures[], machine: string): Row[] {
  const shared = { workload: 'memory', batch: DEPTH_MODEL.batch, machine };
  const memory = figures.map(({ subject, depth, megabytes }) => ({
    ...shared,
    ...summarise([megabytes]),
    subject,
    metric: `activations, K = ${depth}`,
    unit: 'MB',
  }));
  const time = figures.map(({ subject, depth, milliseconds }) => ({
    ...shared,
    ...summarise(milliseconds),
    subject,
    metric: `gradients, K = ${depth}`,
    unit: 'ms',
  }));
  return [...memory, ...time];
}
