import { createRng, portableExp, portableLog } from '@flow/backend';
import type { Flow } from '@flow/models';
import { sub, tidy } from '@tensorflow/tfjs-core';
import { checkCount } from './fit-options.ts';
import { checkDensity, checkFlow, type LogDensity } from './fit-to-density.ts';

/** Samples of a flow and what each counts as a sample of another density. */
export type ImportanceSample = {
  /** One after the other, n · features numbers. */
  readonly samples: Float32Array;
  /** log p(x) − log q(x), p up to its constant. */
  readonly logWeights: Float64Array;
  /** Weights that sum to 1. */
  readonly weights: Float64Array;
  /** (Σ w)² / (n Σ w²): the share of the samples that independent samples of p would be worth. */
  readonly effectiveSampleSize: number;
  /** log of the mean weight: an estimate of the logarithm of p's constant, in nats. */
  readonly logEvidence: number;
};

/**
 * Samples a flow and weighs the samples by w = p(x)/q(x), so that Σ w·h(x)/Σ w estimates E_p[h].
 *
 * @param logDensity log p up to a constant
 * @param n how many samples
 * @param options by name
 * @param options.seed of the samples
 * @param options.batchSize samples at once
 * @throws invalid-argument, shape-mismatch
 * @see Kong 1992 (effective sample size); Müller et al. 2019 (arXiv 1808.03856)
 * @example
 * ```ts
 * const normal = (x: Tensor) => tidy(() => mul(sum(square(x), 1), -0.5));
 * importanceSample(flow, normal, 1000, { seed: 1 }).effectiveSampleSize;
 * ```
 */
export function importanceSample(
  flow: Flow,
  logDensity: LogDensity,
  n: number,
  { seed = 0, batchSize = 4096 }: { readonly seed?: number; readonly batchSize?: number } = {},
): ImportanceSample {
  checkCount('n', n, 1, 'importanceSample');
  checkCount('batchSize', batchSize, 1, 'importanceSample');
  checkFlow(flow, 'importanceSample');
  const rng = createRng(seed).fork('importance');
  const samples = new Float32Array(n * flow.features);
  const logWeights = new Float64Array(n);
  for (let start = 0; start < n; start += batchSize) {
    const count = Math.min(batchSize, n - start);
    const [x, logWeight] = tidy(() => {
      const z = flow.base.sample(rng.fork(start), count);
      const { value, logDet } = flow.bijector.forward(z);
      const logTarget = checkDensity(logDensity(value), count);
      return [value, sub(logTarget, sub(flow.base.logProb(z), logDet))].map((part) => part.dataSync());
    });
    samples.set(x ?? [], start * flow.features);
    logWeights.set(logWeight ?? [], start);
  }
  return { samples, logWeights, ...weigh(logWeights) };
}

/** Weights in relation to the largest, so that none overflows. */
function weigh(
  logWeights: Float64Array,
): Pick<ImportanceSample, 'weights' | 'effectiveSampleSize' | 'logEvidence'> {
  const count = logWeights.length;
  const largest = logWeights.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const relative = logWeights.map((value) => portableExp(value - largest));
  const total = relative.reduce((sum, weight) => sum + weight, 0);
  const squares = relative.reduce((sum, weight) => sum + weight * weight, 0);
  return {
    weights: relative.map((weight) => weight / total),
    effectiveSampleSize: (total * total) / (squares * count),
    logEvidence: largest + portableLog(total / count),
  };
}
