import { FlowError } from '@flow/backend';
import type { TraceStep } from './trace.ts';

/** Results of which some are not finite: of how many rows, which of them is the first, and what made them. */
export type NotFinite = {
  /** `x[3]`, `z[0]`, or `samples`. */
  readonly argument: string;
  /** How many rows, and of how many. */
  readonly bad: number;
  readonly rows: number;
  /** What the rows are, in the plural. */
  readonly noun: string;
  /** What the first of them went through. */
  readonly steps: readonly TraceStep[];
  /** What is not finite where all steps are. */
  readonly otherwise: string;
  /** What to do. */
  readonly advice: string;
};

/** Overflow and values outside of a layer's domain, by the layer where they begin. */
export function notFinite({ argument, bad, rows, noun, steps, otherwise, advice }: NotFinite): FlowError {
  const step = steps.find(({ value, logDet }) => !(allFinite(value) && allFinite(logDet)));
  const path = step ? ['bijector', ...(step.path ? [step.path] : [])].join('.') : 'base';
  return new FlowError('not-finite', {
    argument,
    path,
    message: `${bad} of ${rows} ${noun} ${bad === 1 ? 'is' : 'are'} not finite, the first from the ${step?.kind ?? otherwise} on: ${advice}.`,
  });
}

/** The rows of a flat result that hold NaN or an infinity, or another value that is refused. */
export function rowsNotFinite(
  flat: Float32Array,
  width: number,
  isBad = (value: number): boolean => !Number.isFinite(value),
): number[] {
  const rows = new Set<number>();
  for (let at = 0; at < flat.length; at++) if (isBad(flat[at] as number)) rows.add(Math.floor(at / width));
  return [...rows];
}

const allFinite = (values: Float32Array) => values.every(Number.isFinite);
