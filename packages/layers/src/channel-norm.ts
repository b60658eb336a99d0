import { createParameter, featureAffine, isTaping, type Parameter } from '@flow/backend';
import {
  add,
  less,
  log,
  mean,
  mul,
  reshape,
  rsqrt,
  slice,
  square,
  stack,
  sub,
  type Tensor,
  tidy,
  unstack,
  where,
  zeros,
  zerosLike,
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

/** 1/√(σ² + ε), and the two parts of μ as rows where both are the batch's, so that x steers them as well. */
type Used = { readonly scale: Tensor; readonly ofBatch?: Tensor };

/** (x − μ) / √(σ² + ε) + β for each channel, without a scale: a weight-normalised convolution comes behind it. */
export function channelNorm(path: string, channels: number, momentum: number, epsilon: number): ChannelNorm {
  const shift = createParameter(`${path}.shift`, 'bias', [channels], () => zeros([channels]));
  const running = runningStatistics(`${path}.`, channels, momentum);
  const applyTo = (x: Tensor, { training, rectified }: NormCall): Normalised => {
    const of: Moved = training ? batchStatistics(x, channels) : { moved: x, ...running.current() };
    const { origin, moved, center, variance } = of;
    if (origin) running.remember({ center: add(origin, center), variance });
    const scale = rsqrt(add(variance, epsilon));
    const value = scaleShift(moved, { scale, shift: sub(shift.variable, mul(center, scale)) }, rectified);
    return { value, used: { scale, ...(origin && { ofBatch: stack([origin, center]) }) } };
  };
  return {
    parameters: [shift, ...running.parameters],
    apply: (x, call) => tidy(() => applyTo(x, call)),
    backward: (x, used, dValue) => tidy(() => backwardOf(x, used, dValue)),
  };
}

/** x − origin and its statistics: the mean of x is origin + center. */
type Moved = Statistics & { readonly moved: Tensor; readonly origin?: Tensor };

/**
 * σ² = mean (x − o)² − (mean(x − o))², with the mean of the first picture as o: were o 0, large means would take every
 * digit of σ². Of B pictures one lies at most √B·σ from the mean, so that no more than a factor B is lost.
 * Source: Chan, Golub and LeVeque 1983, "Algorithms for computing the sample variance", shifted data.
 */
function batchStatistics(x: Tensor, channels: number): Moved {
  const first = slice(x, 0, Math.min(1, x.shape[0] as number));
  const origin = mean(reshape(first, [first.size / channels, channels]), 0);
  const moved = movedBy(x, origin);
  if (isTaping()) {
    const rows = reshape(moved, [x.size / channels, channels]);
    const center = mean(rows, 0);
    return { origin, moved, center, variance: mean(square(sub(rows, center)), 0) };
  }
  const { sums, products } = sumsOf(moved, moved, zeros([channels]));
  const count = x.size / channels;
  const center = mul(sums, 1 / count);
  const variance = sub(mul(products, 1 / count), square(center));
  // Rounding may leave less than nothing where all numbers are the same. A relu takes NaN of negative sign to 0, too.
  return { origin, moved, center, variance: where(less(variance, 0), zerosLike(variance), variance) };
}

/** x − origin for each channel. */
function movedBy(x: Tensor, origin: Tensor): Tensor {
  if (isTaping()) return sub(x, origin);
  return featureAffine.apply(x, { logScale: zerosLike(origin), shift: origin }, 'inverse').value;
}

/** Over all positions of each channel Σ d and Σ d·x·e^s, with d·e^s: the way back of x·e^s + t. */
function sumsOf(x: Tensor, d: Tensor, logScale: Tensor) {
  const nothing = zeros([x.shape[0] as number]);
  const back = featureAffine.backward({ z: x, logScale }, { dValue: d, dLogDet: nothing }, 'forward');
  return { scaled: back.dx, sums: back.dShift, products: back.dLogScale };
}

/**
 * With x̂ = (x − μ)·r, dx = r·(d − mean d − x̂·mean(d·x̂)) where μ and r are the batch's, else r·d. The sums of d and of
 * r·d·x come from one pass, with x and μ seen from the origin; then dx = r·d − (x·p + q) with p = r²·mean(d·x̂) and
 * q = r·mean d − μ·p.
 */
function backwardOf(x: Tensor, { scale, ofBatch }: Used, dValue: Tensor) {
  const [origin, center] = ofBatch ? unstack(ofBatch) : [];
  const moved = origin ? movedBy(x, origin) : x;
  const { scaled, sums, products } = sumsOf(moved, dValue, log(scale));
  if (!center) return { dx: scaled, dShift: sums };
  const count = x.size / scale.size;
  const along = sub(products, mul(mul(center, scale), sums));
  const p = mul(mul(square(scale), along), 1 / count);
  const q = sub(mul(mul(scale, sums), 1 / count), mul(center, p));
  return { dx: sub(scaled, scaleShift(moved, { scale: p, shift: q }, false)), dShift: sums };
}
