import { createParameter, featureAffine, isTaping, type Parameter } from '@flow/backend';
import {
  add,
  log,
  mean,
  mul,
  relu,
  reshape,
  rsqrt,
  square,
  sub,
  type Tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import { runningStatistics, type Statistics } from './running-statistics.ts';
import { scaleShift } from './scale-shift.ts';

/** Batch normalisation within a network on pictures. */
export type ChannelNorm = {
  readonly parameters: readonly Parameter[];
  /**
   * @param x [batch, height, width, channels]
   * @param call in training the statistics are the batch's, and move the running ones
   */
  apply(x: Tensor, call: NormCall): Normalised;
  /** @param used what `apply` returned for x @returns the gradients of x and of β */
  backward(x: Tensor, used: Used, dValue: Tensor): { readonly dx: Tensor; readonly dShift: Tensor };
};

/** `rectified`: a relu behind it. */
export type NormCall = Call & { readonly rectified: boolean };

export type Normalised = { readonly value: Tensor; readonly used: Used };

/** 1/√(σ² + ε), and μ where both are the batch's, so that x steers them as well. */
type Used = { readonly scale: Tensor; readonly ofBatch?: Tensor };

/** (x − μ) / √(σ² + ε) + β for each channel, without a scale: a weight-normalised convolution comes behind it. */
export function channelNorm(path: string, channels: number, momentum: number, epsilon: number): ChannelNorm {
  const shift = createParameter(`${path}.shift`, 'bias', [channels], () => zeros([channels]));
  const running = runningStatistics(`${path}.`, channels, momentum);
  return {
    parameters: [shift, ...running.parameters],
    apply(x, { training, rectified }) {
      const { center, variance } = training ? batchStatistics(x, channels) : running.current();
      if (training) running.remember({ center, variance });
      const scale = rsqrt(add(variance, epsilon));
      const moved = sub(shift.variable, mul(center, scale));
      const value = scaleShift(x, { scale, shift: moved }, rectified);
      return { value, used: { scale, ...(training && { ofBatch: center }) } };
    },
    backward: (x, used, dValue) => tidy(() => backwardOf(x, used, dValue)),
  };
}

function batchStatistics(x: Tensor, channels: number): Statistics {
  if (isTaping()) {
    const rows = reshape(x, [-1, channels]);
    const center = mean(rows, 0);
    return { center, variance: mean(square(sub(rows, center)), 0) };
  }
  // Σ x and Σ x² in one pass. Rounding may leave less than nothing where all numbers are the same.
  const { sums, products } = sumsOf(x, x, zeros([channels]));
  const count = x.size / channels;
  const center = mul(sums, 1 / count);
  return { center, variance: relu(sub(mul(products, 1 / count), square(center))) };
}

/** Over all positions of each channel Σ d and Σ d·x·e^s, with d·e^s: the way back of x·e^s + t. */
function sumsOf(x: Tensor, d: Tensor, logScale: Tensor) {
  const nothing = zeros([x.shape[0] as number]);
  const back = featureAffine.backward({ z: x, logScale }, { dValue: d, dLogDet: nothing }, 'forward');
  return { scaled: back.dx, sums: back.dShift, products: back.dLogScale };
}

/**
 * With x̂ = (x − μ)·r, dx = r·(d − mean d − x̂·mean(d·x̂)) where μ and r are the batch's, else r·d. The sums of d and of
 * r·d·x come from one pass; then dx = r·d − (x·p + q) with p = r²·mean(d·x̂) and q = r·mean d − μ·p.
 */
function backwardOf(x: Tensor, { scale, ofBatch: center }: Used, dValue: Tensor) {
  const { scaled, sums, products } = sumsOf(x, dValue, log(scale));
  if (!center) return { dx: scaled, dShift: sums };
  const count = x.size / scale.size;
  const along = sub(products, mul(mul(center, scale), sums));
  const p = mul(mul(square(scale), along), 1 / count);
  const q = sub(mul(mul(scale, sums), 1 / count), mul(center, p));
  return { dx: sub(scaled, scaleShift(x, { scale: p, shift: q }, false)), dShift: sums };
}
