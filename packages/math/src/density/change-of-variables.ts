import { FlowError } from '@flow/backend';
import { add, type Tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { BaseDistribution } from '../base/base-distribution.ts';
import { logAbsDetJacobian } from '../jacobian/jacobian.ts';

export type ChangeOfVariablesOptions = {
  /** π, the density of z = f⁻¹(x). */
  readonly base: Pick<BaseDistribution, 'logProb'>;
  /** f⁻¹, [batch, n] -> [batch, n]. */
  readonly inverse: (x: Tensor) => Tensor;
  /** log|det J_f⁻¹(x)|, [batch, n] -> [batch]; by brute force (see `logAbsDetJacobian`) where it is not given. */
  readonly inverseLogDet?: (x: Tensor) => Tensor;
};

/**
 * The log-density of x = f(z) where z has the density π:
 *
 * log p(x) = log π(f⁻¹(x)) + log|det J_f⁻¹(x)|
 *
 * Differentiable in x and in what π and f hold only where `inverseLogDet` is given: the brute-force
 * log-determinant leaves the tape.
 *
 * @param x [batch, n]
 * @returns log p(x) in nats, [batch]
 * @throws shape-mismatch
 * @see Rezende and Mohamed, "Variational Inference with Normalizing Flows" (2015), eq. 5
 * @example
 * ```ts
 * const base = standardNormal({ features: 1 });
 * const inverse = (x: Tensor) => log(x); // x = exp(z) is log-normal
 * changeOfVariables({ base, inverse }, tensor2d([[1], [2]])).dataSync()[1]; // -1.852312
 * ```
 */
export function changeOfVariables(
  { base, inverse, inverseLogDet }: ChangeOfVariablesOptions,
  x: Tensor,
): Tensor {
  return tidy(() => {
    const logDet = inverseLogDet === undefined ? bruteForce(inverse, x) : inverseLogDet(x);
    if (logDet.shape.length !== 1 || logDet.shape[0] !== x.shape[0]) {
      throw new FlowError('shape-mismatch', {
        argument: 'inverseLogDet(x)',
        message: 'A log-determinant has one value a row.',
        expected: `[${x.shape[0]}]`,
        received: `[${logDet.shape.join(', ')}]`,
      });
    }
    return add(base.logProb(inverse(x)), logDet);
  });
}

function bruteForce(inverse: (x: Tensor) => Tensor, x: Tensor): Tensor {
  return tensor1d(Float32Array.from(logAbsDetJacobian(inverse, x)));
}
