import type { Conditioner, Rng } from '@flow/layers';
import { tensor, tidy } from '@tensorflow/tfjs-core';

const HIDDEN_SPREAD = 1.6;

/**
 * Draws every weight and bias of a network anew: N(0, spread² / fan-in) for weights, N(0, spread²) for biases. The
 * last layer, which says s and t, has `strength` for its spread.
 */
export function scramble(net: Conditioner, strength: number, rng: Rng): Conditioner {
  const { parameters } = net;
  for (const [i, { variable }] of parameters.entries()) {
    const isLast = i >= parameters.length - 2;
    const fanIn = variable.rank === 2 ? (variable.shape[0] as number) : 1;
    const spread = (isLast ? strength : HIDDEN_SPREAD) / Math.sqrt(fanIn);
    tidy(() =>
      variable.assign(
        tensor(
          rng.normal(variable.size).map((value) => value * spread),
          variable.shape,
        ),
      ),
    );
  }
  return net;
}
