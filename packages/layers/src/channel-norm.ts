import { createParameter, featureAffine, type Parameter } from '@flow/backend';
import {
  add,
  log,
  mean,
  mul,
  reshape,
  rsqrt,
  square,
  sub,
  type Tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import { runningStatistics } from './running-statistics.ts';

/** Batch normalisation within a network on pictures. */
export type ChannelNorm = {
  readonly parameters: readonly Parameter[];
  /**
   * @param x [batch, height, width, channels]
   * @param call in training the statistics are the batch's; `remember` lets them move the running ones
   */
  apply(x: Tensor, call: Call & { readonly remember: boolean }): Normalised;
  /** @param used what `apply` returned for x @returns the gradients of x and of β */
  backward(x: Tensor, used: Used, dValue: Tensor): { readonly dx: Tensor; readonly dShift: Tensor };
};

export type Normalised = { readonly value: Tensor; readonly used: Used };

/** 1/√(σ² + ε), and μ where both are the batch's, so that x steers them as well. */
type Used = { readonly scale: Tensor; readonly ofBatch?: Tensor };

/** (x − μ) / √(σ² + ε) + β for each channel, without a scale: a weight-normalised convolution comes behind it. */
export function channelNorm(path: string, channels: number, momentum: number, epsilon: number): ChannelNorm {
  const shift = createParameter(`${path}.shift`, 'bias', [channels], () => zeros([channels]));
  const running = runningStatistics(`${path}.`, channels, momentum);
  return {
    parameters: [shift, ...running.parameters],
    apply(x, { training, remember }) {
      const { center, variance } = training ? batchStatistics(x, channels) : running.current();
      if (training && remember) running.remember({ center, variance });
      const scale = rsqrt(add(variance, epsilon));
      const value = add(mul(x, scale), sub(shift.variable, mul(center, scale)));
      return { value, used: { scale, ...(training && { ofBatch: center }) } };
    },
    backward: (x, used, dValue) => tidy(() => backwardOf(x, used, dValue)),
  };
}

function batchStatistics(x: Tensor, channels: number) {
  const rows = reshape(x, [-1, channels]);
  const center = mean(rows, 0);
  return { center, variance: mean(square(sub(rows, center)), 0) };
}

/**
 * With x̂ = (x − μ)·r, dx = r·(d − mean d − x̂·mean(d·x̂)) where μ and r are the batch's, else r·d. The sums of d and of
 * r·d·x come from one pass; then dx = r·d − x·p − q with p = r²·mean(d·x̂) and q = r·mean d − μ·p.
 */
function backwardOf(x: Tensor, { scale, ofBatch: center }: Used, dValue: Tensor) {
  const nothing = zeros([x.shape[0] as number]);
  const saved = { z: x, logScale: log(scale) };
  const sums = featureAffine.backward(saved, { dValue, dLogDet: nothing }, 'forward');
  const { dx, dShift, dLogScale } = sums;
  if (!center) return { dx, dShift };
  const count = x.size / scale.size;
  const along = sub(dLogScale, mul(mul(center, scale), dShift));
  const p = mul(mul(square(scale), along), 1 / count);
  const q = sub(mul(mul(scale, dShift), 1 / count), mul(center, p));
  return { dx: sub(dx, add(mul(x, p), q)), dShift };
}
