import { cosTurns, FlowError } from '@flow/backend';
import type { EpochRecord } from './fit-report.ts';

/**
 * A factor of the learning rate, from the step (0 first), the steps in all, where they are known, and the epochs so
 * far. The same arguments give the same factor, so that a run can be resumed.
 */
export type Schedule = (step: number, steps: number | undefined, history: readonly EpochRecord[]) => number;

/**
 * Half a cosine from 1 to 0 over the run: ½(1 + cos(π·step/steps)).
 * Source: Loshchilov and Hutter 2017 (arXiv 1608.03983), eq. 5 without restarts.
 *
 * @example
 * ```ts
 * cosineDecay(50, 100); // 0.5
 * ```
 */
export function cosineDecay(step: number, steps: number | undefined): number {
  if (steps === undefined) {
    throw new FlowError('invalid-argument', {
      argument: 'schedule',
      message: 'A cosine needs to know where the run ends: give maxSteps where the data are an iterable.',
    });
  }
  return 0.5 * (1 + cosTurns(Math.min(step, steps) / (2 * steps)));
}
