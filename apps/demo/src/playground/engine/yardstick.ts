import type { Flow } from '@flow/models';
import { evaluate } from '@flow/train';
import type { Evaluated } from './messages.ts';
import type { Target } from './target.ts';

/** Measures flows on the held-out points of a target. */
export type Yardstick = (flow: Flow, step: number) => Evaluated;

/**
 * nll = −mean log p over held-out points; KL(q ‖ p) = mean log q − mean log p on the same points, so that the
 * scatter of the points cancels.
 */
export function createYardstick({ heldOut, logProb }: Target): Yardstick {
  const exact = logProb?.(heldOut);
  const negativeEntropy = exact ? exact.reduce((sum, value) => sum + value, 0) / exact.length : Number.NaN;
  return (flow, step) => {
    const { nll } = evaluate(flow, heldOut);
    return { step, nll, kl: negativeEntropy + nll };
  };
}
