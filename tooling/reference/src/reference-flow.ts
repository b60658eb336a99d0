import { type ReferenceBase, referenceBase } from './bases/reference-base.ts';
import type { Call, ReferenceBijector } from './bijection.ts';
import { readModel } from './file/read-model.ts';
import { InterpreterError } from './interpreter-error.ts';
import { referenceBijector } from './reference-bijector.ts';

/** A saved model, computed in float64 one row at a time. */
export type ReferenceFlow = {
  readonly features: number;
  readonly bijector: ReferenceBijector;
  readonly base: ReferenceBase;
  /** log p(x) = log π(f⁻¹(x)) + log|det J_f⁻¹(x)|, in nats. */
  logProb(x: ArrayLike<number>, call?: Call): number;
  /** −log₂ p(x) / D: bits per dimension where the data's bins have unit width. */
  bitsPerDim(x: ArrayLike<number>, call?: Call): number;
  encode(x: ArrayLike<number>, call?: Call): Float64Array;
  decode(z: ArrayLike<number>, call?: Call): Float64Array;
};

/**
 * Opens a saved model.
 *
 * @param bytes of a `.safetensors` file
 * @throws InterpreterError where the file is malformed or holds a kind that the reference does not know
 */
export function referenceFlow(bytes: Uint8Array): ReferenceFlow {
  const model = readModel(bytes);
  const bijector = referenceBijector(model.bijector.config, model.bijector.tensors);
  const base = referenceBase(model.base.config, model.base.tensors);
  const features = base.features;
  if (bijector.size !== features) {
    throw new InterpreterError(`The bijector maps ${bijector.size} numbers, the base has ${features}.`);
  }
  const logProb = (x: ArrayLike<number>, call?: Call): number => {
    const { value, logDet } = bijector.inverse(x, call);
    return base.logProb(value) + logDet;
  };
  return {
    features,
    bijector,
    base,
    logProb,
    bitsPerDim: (x, call) => -logProb(x, call) / (features * Math.LN2),
    encode: (x, call) => bijector.inverse(x, call).value,
    decode: (z, call) => bijector.forward(z, call).value,
  };
}
