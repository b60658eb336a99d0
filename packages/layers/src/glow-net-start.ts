import type { GlowNetworkParameters } from '@flow/backend';
import {
  add,
  conv2d,
  exp,
  mul,
  neg,
  relu,
  type Tensor,
  type Tensor4D,
  type Variable,
} from '@tensorflow/tfjs-core';
import { featureStatistics } from './feature-statistics.ts';

/**
 * The data-dependent start of a Glow network: shifts and log-scales of both hidden layers such that each channel has
 * mean 0 and variance 1 before its relu. Call it inside tf.tidy.
 *
 * @param x [batch, height, width, channels]
 */
export function startGlowNet(
  x: Tensor,
  {
    kernel1,
    shift1,
    logScale1,
    kernel2,
    shift2,
    logScale2,
  }: Readonly<Record<keyof GlowNetworkParameters, Variable>>,
): void {
  const first = startLayer(x, kernel1, shift1, logScale1);
  startLayer(first, kernel2, shift2, logScale2);
}

function startLayer(x: Tensor, kernel: Variable, shift: Variable, logScale: Variable): Tensor {
  const sums = conv2d(x as Tensor4D, kernel as unknown as Tensor4D, 1, 'same');
  const { center, logSpread } = featureStatistics('glowNet', sums);
  shift.assign(neg(center));
  logScale.assign(neg(logSpread));
  return relu(mul(add(sums, shift), exp(logScale)));
}
