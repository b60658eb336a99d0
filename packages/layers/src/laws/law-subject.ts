import { createRng, type Rng, randomNormal } from '@flow/backend';
import { add, dispose, mul, reshape, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Bijector, Call } from '../bijector.ts';
import type { Shape } from '../shape.ts';

/** Draws a batch [batch, ...shape] that a direction takes. */
export type DrawBatch = (rng: Rng, shape: number[]) => Tensor;

export type CheckLawsOptions = {
  /** A batch in the domain of `inverse`; default standard normal. */
  readonly data?: DrawBatch;
  /** A batch in the domain of `forward`; default standard normal. */
  readonly latent?: DrawBatch;
  /** Rows of a batch; default 5. */
  readonly rows?: number;
  /** Draws the batches and moves the parameters; default 0. */
  readonly seed?: number;
};

/** A bijector away from its start, with a batch for each direction. The receiver calls `end`. */
export type LawSubject = {
  readonly bijector: Bijector;
  readonly x: Tensor;
  readonly z: Tensor;
  readonly call: Call;
  readonly rows: number;
  readonly rng: Rng;
  end(): void;
};

export type LawDirection = 'forward' | 'inverse';

export const DIRECTIONS: readonly LawDirection[] = ['forward', 'inverse'];

export function lawSubject(
  make: () => Bijector,
  { data, latent, rows = 5, seed = 0 }: CheckLawsOptions,
): LawSubject {
  const rng = createRng(seed);
  const bijector = make();
  moveParameters(bijector, rng.fork('parameters'));
  const draw = (how: DrawBatch | undefined, label: string, shape: Shape) =>
    (how ?? randomNormal)(rng.fork(label), [rows, ...shape]);
  const x = draw(data, 'x', bijector.dataShape);
  const z = draw(latent, 'z', bijector.latentShape);
  const context = bijector.contextShape && draw(undefined, 'context', bijector.contextShape);
  return {
    bijector,
    x,
    z,
    call: { training: false, ...(context && { context }) },
    rows,
    rng: rng.fork('directions'),
    end() {
      dispose([x, z, ...(context ? [context] : [])]);
      bijector.dispose();
    },
  };
}

export function inputOf({ x, z }: LawSubject, direction: LawDirection): Tensor {
  return direction === 'forward' ? z : x;
}

/** Values and log-dets on the host, [rows·width] and [rows]. */
export function run(bijector: Bijector, direction: LawDirection, input: Tensor, call: Call) {
  return tidy(() => {
    const { value, logDet } = bijector[direction](input, call);
    return { value: value.dataSync() as Float32Array, logDet: logDet.dataSync() as Float32Array };
  });
}

/** Each row as a vector: [batch, ...shape] -> [batch, n]. */
export function flatRows(batch: Tensor): Tensor {
  return reshape(batch, [batch.shape[0] as number, -1]);
}

/** Many layers start as the identity, where most mistakes do not show. */
function moveParameters({ parameters }: Bijector, rng: Rng): void {
  for (const { variable, trainable } of parameters) {
    if (!trainable) continue;
    // Wide layers get smaller steps, so that a sum over their inputs stays of the same size.
    const size = variable.rank > 1 ? 0.3 / Math.sqrt(variable.shape[0] as number) : 0.3;
    tidy(() => variable.assign(add(variable, mul(randomNormal(rng, variable.shape), size))));
  }
}
