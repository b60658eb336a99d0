import { createRng, type Rng, randomNormal } from '@flow/backend';
import { type Call, type ReferenceBijector, referenceBijector } from '@flow-tooling/reference';
import { dispose, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { BijectorLike, CallLike } from './bijector-like.ts';
import { perturb } from './perturb.ts';

export type Direction = 'forward' | 'inverse';

/** One row of a law table: a bijector to try, and data that it takes. */
export type LawRow = {
  readonly name: string;
  make(): BijectorLike;
  /** A batch in the domain of `inverse`; default standard normal. */
  readonly data?: (rng: Rng, shape: number[]) => Tensor;
  /** A batch in the domain of `forward`; default standard normal. */
  readonly latent?: (rng: Rng, shape: number[]) => Tensor;
};

/** A bijector away from its start, with a batch for each direction. The receiver calls `end`. */
export type Subject = {
  readonly bijector: BijectorLike;
  readonly x: Tensor;
  readonly z: Tensor;
  readonly call: CallLike;
  readonly batch: number;
  end(): void;
};

export function subjectOf(row: LawRow, seed = 0, batch = 5): Subject {
  const rng = createRng(seed);
  const bijector = row.make();
  perturb(bijector.parameters, rng.fork('perturb'));
  const draw = (make: LawRow['data'], label: string, shape: readonly number[]) =>
    (make ?? randomNormal)(rng.fork(label), [batch, ...shape]);
  const x = draw(row.data, 'x', bijector.dataShape);
  const z = draw(row.latent, 'z', bijector.latentShape);
  const context = bijector.contextShape && draw(undefined, 'context', bijector.contextShape);
  return {
    bijector,
    x,
    z,
    call: { training: false, ...(context && { context }) },
    batch,
    end() {
      dispose([x, z, ...(context ? [context] : [])]);
      bijector.dispose();
    },
  };
}

/** The float64 reference of a bijector as it stands, or with the values of one parameter replaced. */
export function referenceOf(
  bijector: BijectorLike,
  moved?: { readonly variable: Variable; readonly values: Float64Array },
): ReferenceBijector {
  const tensors = bijector.parameters.map(({ path, variable }) => {
    const values = variable === moved?.variable ? moved.values : Float64Array.from(variable.dataSync());
    return [path, { shape: variable.shape, values }] as const;
  });
  return referenceBijector(JSON.parse(JSON.stringify(bijector.config())), new Map(tensors));
}

/** One row of the subject's batch in float64, with the context that goes with it. */
export function rowCall(
  { x, z, call, batch }: Subject,
  direction: Direction,
  row: number,
): { input: Float64Array; call: Call } {
  const context = call.context && rowOf(call.context, batch, row);
  return { input: rowOf(direction === 'forward' ? z : x, batch, row), call: context ? { context } : {} };
}

export function rowOf(tensor: Tensor, batch: number, row: number): Float64Array {
  const width = tensor.size / batch;
  return Float64Array.from(tensor.dataSync().slice(row * width, (row + 1) * width));
}
