import { at } from '../at.ts';
import { sizeIn } from '../config.ts';
import type { BaseKind } from './reference-base.ts';
import { logNormal } from './standard-normal.ts';

/** log Σₖ wₖ N(z; μₖ, diag σₖ²) with w = softmax(`logits`), μ `means` and log σ `logScales`, both [K, D]. */
export const normalMixture: BaseKind = (config, parameters) => {
  const features = sizeIn(config, 'features');
  const components = sizeIn(config, 'components');
  const logits = parameters.read('logits', [components]);
  const means = parameters.read('means', [components, features]);
  const logScales = parameters.read('logScales', [components, features]);
  const logJoint = (z: Float64Array, k: number): number => {
    let sum = at(logits, k);
    for (let d = 0; d < features; d++) {
      const logScale = at(logScales, k * features + d);
      sum += logNormal((at(z, d) - at(means, k * features + d)) / Math.exp(logScale)) - logScale;
    }
    return sum;
  };
  const logTotal = logSumExp(logits);
  return { features, logProb: (z) => logSumExp(logits.map((_, k) => logJoint(z, k))) - logTotal };
};

/** log Σ exp, taken relative to the largest. */
function logSumExp(values: Float64Array): number {
  const largest = Math.max(...values);
  return largest + Math.log(values.reduce((sum, value) => sum + Math.exp(value - largest), 0));
}
