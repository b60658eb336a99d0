import { type Rng, randomNormal } from '@flow/backend';
import { add, clone, dispose, mul, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { sizeOf } from '../shape.ts';
import { largest } from './law-errors.ts';
import { inputOf, type LawDirection, type LawSubject, run } from './law-subject.ts';

/** Balances rounding of float32 and the curvature of what is differentiated. */
const STEP = 2 ** -10;
/** Added to the size of a gradient, so that one that is zero can be compared. */
const FLOOR = 0.1;

/**
 * The pullback's gradients against slopes by central differences, for loss = Σ a·value + Σ b·logDet with random a and
 * b, along a random direction each of the input, the context and every trained parameter: |slope − ⟨gradient, v⟩| in
 * units of the gradient's norm.
 */
export function gradientError(subject: LawSubject, direction: LawDirection): number {
  const { bijector, rng } = subject;
  const input = inputOf(subject, direction);
  const { call } = subject;
  const weights = weightsFor(subject, direction, rng.fork(`weights of ${direction}`));
  const loss = (at: Tensor, context: Tensor | undefined) =>
    lossOf(run(bijector, direction, at, { ...call, ...(context && { context }) }), weights);
  const gradients = pullBack(subject, direction, weights);
  const along = (name: string) => rng.fork(`${direction} ${name}`);
  const errors = [slopeError(input, gradients.dx, along('input'), (moved) => loss(moved, call.context))];
  const { context } = call;
  if (context && gradients.dContext)
    errors.push(slopeError(context, gradients.dContext, along('context'), (moved) => loss(input, moved)));
  const trained = new Map(bijector.parameters.flatMap((p) => (p.trainable ? [[p.variable, p.path]] : [])));
  for (const [variable, path] of trained) {
    const gradient = gradients.of.get(path);
    const still = clone(variable);
    const at = (moved: Tensor) => {
      variable.assign(moved);
      return loss(input, context);
    };
    errors.push(slopeError(still, gradient, along(path), at));
    variable.assign(still);
    dispose(still);
  }
  return largest(errors);
}

type Weights = { readonly value: Float32Array; readonly logDet: Float32Array };

function weightsFor({ bijector, rows }: LawSubject, direction: LawDirection, rng: Rng): Weights {
  const width = sizeOf(direction === 'forward' ? bijector.dataShape : bijector.latentShape);
  return {
    value: Float32Array.from(rng.normal(rows * width)),
    logDet: Float32Array.from(rng.fork('logDet').normal(rows)),
  };
}

/** In float64, so that the difference of two losses keeps its digits. */
function lossOf(result: ReturnType<typeof run>, weights: Weights): number {
  return dot(result.value, weights.value) + dot(result.logDet, weights.logDet);
}

function pullBack({ bijector, x, z, call }: LawSubject, direction: LawDirection, weights: Weights) {
  const pass =
    direction === 'forward' ? bijector.forwardPullback(z, call) : bijector.inversePullback(x, call);
  const [dValue, dLogDet] = [
    tensor(weights.value, pass.value.shape),
    tensor(weights.logDet, pass.logDet.shape),
  ];
  const { dx, dContext, gradients } = pass.pullback(dValue, dLogDet);
  const named = bijector.parameters.flatMap(({ path, variable }) => {
    const gradient = gradients.get(variable);
    return gradient ? [[path, gradient.dataSync() as Float32Array] as const] : [];
  });
  const result = {
    dx: dx.dataSync() as Float32Array,
    dContext: dContext?.dataSync() as Float32Array | undefined,
    of: new Map(named),
  };
  const temporary = [pass.value, pass.logDet, dValue, dLogDet, dx, ...gradients.values()];
  dispose(dContext ? [...temporary, dContext] : temporary);
  return result;
}

/**
 * |slope − ⟨gradient, v⟩| / (floor + ‖gradient‖) for a random direction v; of no gradient, as of zeros. The slope
 * is taken over both sides and over each of them, and the nearest counts: at the kink of a ReLU they differ, and the
 * gradient is that of one side.
 */
function slopeError(
  at: Tensor,
  gradient: Float32Array | undefined,
  rng: Rng,
  loss: (moved: Tensor) => number,
): number {
  const direction = randomNormal(rng, at.shape);
  const [below = 0, here = 0, above = 0] = [-STEP, 0, STEP].map((step) => {
    const moved = tidy(() => add(at, mul(direction, step)));
    const value = loss(moved);
    dispose(moved);
    return value;
  });
  const slopes = [(above - below) / (2 * STEP), (above - here) / STEP, (here - below) / STEP];
  const values = gradient ?? new Float32Array(at.size);
  const claimed = dot(values, direction.dataSync() as Float32Array);
  dispose(direction);
  const size = FLOOR + Math.sqrt(dot(values, values));
  return Math.min(...slopes.map((slope) => Math.abs(slope - claimed) / size));
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * Number(b[i]), 0);
}
