/** Uniform numbers in [0, 1) for one row; each call continues the row's stream. */
export type Noise = (count: number) => ArrayLike<number>;

/** What may come with a row. */
export type Call = { readonly context?: ArrayLike<number>; readonly noise?: Noise };

/** One row's result: `logDet` is log|det J| of the direction, `terms` the sum of its terms' absolute values. */
export type Result = { readonly value: Float64Array; readonly logDet: number; readonly terms: number };

/** f: z -> x for one flattened datum of `size` numbers, in float64. */
export type ReferenceBijector = {
  readonly size: number;
  forward(z: ArrayLike<number>, call?: Call): Result;
  inverse(x: ArrayLike<number>, call?: Call): Result;
};

/** A coupling's network for one row. */
export type ReferenceConditioner = {
  readonly inputs: number;
  readonly outputs: number;
  apply(input: ArrayLike<number>, call: Call): Float64Array;
};

/** A map's own mathematics: it may rely on an input of `size` numbers and on a call being there. */
export type Mathematics = {
  readonly size: number;
  forward(z: Float64Array, call: Call): Result;
  inverse(x: Float64Array, call: Call): Result;
};

/** A value with the terms that its log-determinant is the sum of. */
export function withTerms(value: Float64Array, terms: Iterable<number>): Result {
  let logDet = 0;
  let absolute = 0;
  for (const term of terms) {
    logDet += term;
    absolute += Math.abs(term);
  }
  return { value, logDet, terms: absolute };
}
