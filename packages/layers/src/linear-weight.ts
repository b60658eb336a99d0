import type { Json, Parameter } from '@flow/backend';
import { inverse, lu, type Matrix, slogdetOfLu } from '@flow/math';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** A square matrix W behind a layer, with what it is trained by. All in float64 on the host. */
export type LinearWeight = {
  readonly parameters: readonly Parameter[];
  /** W and what follows from it, computed once while the parameters keep their values. */
  read(): WeightValues;
  /** Gradients of the parameters, as they are now, from that of W and that of log|det W|. */
  gradients(dWeight: Matrix, dLogAbsDet: number): Map<Variable, Tensor>;
  /** Whether `gradients` are had from W⁻¹. */
  readonly needsInverse: boolean;
  readonly config: { readonly [key: string]: Json };
};

export type WeightValues = {
  readonly weight: Matrix;
  readonly logAbsDet: number;
  /** W⁻¹. @throws singular */
  inverse(): Matrix;
};

/** W with its determinant and, when asked for, its inverse, from one factorisation. */
export function weightValues(weight: Matrix): WeightValues {
  const factors = lu(weight);
  const { logAbsDet } = slogdetOfLu(factors);
  return { weight, logAbsDet, inverse: once(() => inverse(weight, factors)) };
}

/** Works a value out when it is first asked for. */
export function once<T extends object>(compute: () => T): () => T {
  let known: T | undefined;
  return () => {
    known ??= compute();
    return known;
  };
}

/** Computes again only when a parameter's values have changed; optimizers write in place. */
export function cachedBy<T>(
  parameters: readonly Parameter[],
  compute: (values: readonly Float32Array[]) => T,
): () => T {
  let known: { readonly values: readonly Float32Array[]; readonly result: T } | undefined;
  return () => {
    const values = parameters.map(({ variable }) => variable.dataSync() as Float32Array);
    const isSame = known?.values.every((before, i) => sameNumbers(before, values[i] as Float32Array));
    if (!known || !isSame) known = { values: values.map((value) => value.slice()), result: compute(values) };
    return known.result;
  };
}

function sameNumbers(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
