import { createParameter, type Parameter, type Rng, randomUniform } from '@flow/backend';
import { mul, sub, zeros } from '@tensorflow/tfjs-core';

/** kernel [inputs, outputs], bias [outputs]. */
export type DenseParameters = { readonly kernel: Parameter; readonly bias: Parameter };

/** A dense layer that starts from U(−1/√inputs, 1/√inputs), or at zero without a generator. */
export function denseParameters(path: string, inputs: number, outputs: number, rng?: Rng): DenseParameters {
  const first = (shape: number[]) => () =>
    rng ? mul(sub(mul(randomUniform(rng, shape), 2), 1), 1 / Math.sqrt(inputs)) : zeros(shape);
  return {
    kernel: createParameter(`${path}.kernel`, 'weight', [inputs, outputs], first([inputs, outputs])),
    bias: createParameter(`${path}.bias`, 'bias', [outputs], first([outputs])),
  };
}
