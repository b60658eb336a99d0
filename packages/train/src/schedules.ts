import { cosTurns, FlowError, portableExp, portableLog } from '@flow/backend';
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
 * @throws invalid-argument where the number of steps is not known
 * @example
 * ```ts
 * cosineDecay(50, 100); // 0.5
 * ```
 */
export function cosineDecay(step: number, steps: number | undefined): number {
  if (steps === undefined) throw endUnknown();
  return 0.5 * (1 + cosTurns(Math.min(step, steps) / (2 * steps)));
}

/**
 * The learning rate as it is, at every step.
 *
 * @example
 * ```ts
 * constantRate(); // 1
 * ```
 */
export function constantRate(): number {
  return 1;
}

/**
 * Falls by the same share with each step: rate^(step/steps).
 *
 * @param options `rate` is the factor after `every` steps, above 0
 * @throws invalid-argument
 * @example
 * ```ts
 * exponentialDecay({ rate: 0.5, every: 100 })(200, undefined, []); // 0.25
 * ```
 */
export function exponentialDecay({
  rate,
  every,
}: {
  readonly rate: number;
  readonly every: number;
}): Schedule {
  checkNumber('rate', rate, 0, Infinity);
  checkNumber('every', every, 0, Infinity);
  const slope = portableLog(rate) / every;
  return (step) => portableExp(slope * step);
}

export type PlateauOptions = {
  /** What the rate is multiplied by; default 0.5. */
  readonly factor?: number;
  /** Epochs without improvement before that; default 5. */
  readonly patience?: number;
  /** The smallest improvement that counts, nats; default 1e-4. */
  readonly threshold?: number;
  /** The factor falls no further; default 0. */
  readonly least?: number;
};

/**
 * Multiplies the rate by `factor` whenever validation (the loss, where there is none) has not improved for more than
 * `patience` epochs.
 *
 * @throws invalid-argument
 * @example
 * ```ts
 * await fit(flow, rows, { validation: 0.2, schedule: reduceOnPlateau({ patience: 3 }), epochs: 20 });
 * ```
 */
export function reduceOnPlateau({
  factor = 0.5,
  patience = 5,
  threshold = 1e-4,
  least = 0,
}: PlateauOptions = {}): Schedule {
  checkNumber('factor', factor, 0, 1);
  checkNumber('patience', patience, -1, Infinity);
  checkNumber('threshold', threshold, -Number.MIN_VALUE, Infinity);
  checkNumber('least', least, -Number.MIN_VALUE, 1);
  return (_step, _steps, history) => {
    let [best, waited, rate] = [Infinity, 0, 1];
    for (const { loss, validation } of history) {
      const score = validation?.nll ?? loss;
      waited = score < best - threshold ? 0 : waited + 1;
      if (waited === 0) best = score;
      if (waited <= patience) continue;
      rate = Math.max(least, rate * factor);
      waited = 0;
    }
    return rate;
  };
}

export type OneCycleOptions = {
  /** Share of the steps on which the rate rises; default 0.3. */
  readonly rise?: number;
  /** Factor at the first step; default 1/25. */
  readonly first?: number;
  /** Factor at the end; default 1/250,000. */
  readonly last?: number;
};

/**
 * Rises along half a cosine from `first` to 1 and falls along another to `last`. It needs to know the steps in all.
 *
 * @throws invalid-argument
 * @see Smith and Topin 2019 (arXiv 1708.07120)
 * @example
 * ```ts
 * await fit(flow, rows, { epochs: 20, learningRate: 1e-2, schedule: oneCycle() });
 * ```
 */
export function oneCycle({ rise = 0.3, first = 1 / 25, last = 4e-6 }: OneCycleOptions = {}): Schedule {
  checkNumber('rise', rise, 0, 1);
  checkNumber('first', first, -Number.MIN_VALUE, Infinity);
  checkNumber('last', last, -Number.MIN_VALUE, Infinity);
  return (step, steps) => {
    if (steps === undefined) throw endUnknown();
    const top = rise * steps;
    return step < top
      ? between(first, 1, step / top)
      : between(1, last, Math.min(1, (step - top) / (steps - top)));
  };
}

/** Half a cosine from one value to another, `share` of the way. */
function between(from: number, to: number, share: number): number {
  return to + ((from - to) / 2) * (1 + cosTurns(share / 2));
}

function endUnknown(): FlowError {
  return new FlowError('invalid-argument', {
    argument: 'schedule',
    message: 'A cosine needs to know where the run ends: give maxSteps where the data are an iterable.',
  });
}

function checkNumber(argument: string, value: number, low: number, high: number): void {
  if (value > low && value < high) return;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'This setting of the schedule is outside its range.',
    expected: `a number between ${Math.max(0, low)} and ${high}`,
    received: String(value),
  });
}
