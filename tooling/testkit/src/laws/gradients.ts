import { createRng, randomNormal } from '@flow/backend';
import { type Call, gradient, type ReferenceBijector } from '@flow-tooling/reference';
import {
  add,
  dispose,
  grads,
  mul,
  type Scalar,
  sum,
  type Tensor,
  type Variable,
} from '@tensorflow/tfjs-core';
import type { BijectorLike, GradientsLike } from '../bijector-like.ts';
import { relativeError, worstError } from '../compare.ts';
import { type Direction, referenceOf, rowCall, rowOf, type Subject } from '../subject.ts';

/** The derivatives that the laws compare, by name: `input`, `context`, and each parameter's path. */
export type NamedGradients = ReadonlyMap<string, Float32Array | Float64Array>;

/** Random weights that make a scalar of the outputs: loss = Σ a·value + Σ b·logDet. */
type Weights = { readonly a: Tensor; readonly b: Tensor };

/** Derivatives by the layer's pullback, by the tape, and by finite differences of the float64 reference. */
export function gradientsThreeWays(subject: Subject, direction: Direction) {
  const weights = weightsFor(subject, direction);
  const result = {
    pullback: byPullback(subject, direction, weights),
    tape: byTape(subject, direction, weights),
    differences: byDifferences(subject, direction, weights),
  };
  dispose([weights.a, weights.b]);
  return result;
}

/** Worst norm-relative error over the tensors of two sets of gradients; a missing tensor counts as infinite. */
export function worstGradientError(a: NamedGradients, b: NamedGradients): { name: string; error: number } {
  const names = [...new Set([...a.keys(), ...b.keys()])];
  const errors = names.map((name) => ({
    name,
    // Tensors whose gradient is zero up to rounding are compared on an absolute floor.
    error: relativeError(a.get(name) ?? [], b.get(name) ?? [], 1e-3),
  }));
  return errors.reduce((worst, next) => (next.error <= worst.error ? worst : next), { name: '', error: 0 });
}

function weightsFor({ bijector, batch }: Subject, direction: Direction): Weights {
  const rng = createRng(99);
  const shape = direction === 'forward' ? bijector.dataShape : bijector.latentShape;
  return { a: randomNormal(rng, [batch, ...shape]), b: randomNormal(rng, [batch]) };
}

function byPullback(subject: Subject, direction: Direction, { a, b }: Weights): NamedGradients {
  const { bijector, x, z, call } = subject;
  const run = direction === 'forward' ? bijector.forwardPullback(z, call) : bijector.inversePullback(x, call);
  const named = takeNamed(bijector, run.pullback(a, b));
  dispose([run.value, run.logDet]);
  return named;
}

/** The values of gradients by name, and their tensors disposed. */
function takeNamed(bijector: BijectorLike, { dx, dContext, gradients }: GradientsLike): NamedGradients {
  const named = new Map<string, Float32Array>([['input', read(dx)]]);
  if (dContext) named.set('context', read(dContext));
  for (const { path, variable } of trained(bijector)) {
    const gradient = gradients.get(variable);
    if (gradient) named.set(path, read(gradient));
  }
  dispose([dx, ...(dContext ? [dContext] : []), ...gradients.values()]);
  return named;
}

/** From z = inverse(x) alone: how far the rebuilt x is from x, and its gradients from those of the pullback at x. */
export function rebuiltErrors(subject: Subject): {
  input: number;
  gradients: { name: string; error: number };
} {
  const { bijector, x, call } = subject;
  const weights = weightsFor(subject, 'inverse');
  const { value: z, logDet } = bijector.inverse(x, call);
  const { input, ...rest } = bijector.pullbackFromOutput(z, weights.a, weights.b, call);
  const rebuilt = takeNamed(bijector, rest);
  const result = {
    input: worstError(read(input), read(x)),
    gradients: worstGradientError(rebuilt, byPullback(subject, 'inverse', weights)),
  };
  dispose([weights.a, weights.b, z, logDet, input]);
  return result;
}

function byTape(subject: Subject, direction: Direction, { a, b }: Weights): NamedGradients {
  const { bijector, x, z, call } = subject;
  const input = direction === 'forward' ? z : x;
  const parameters = trained(bijector);
  const zero = (t: Tensor) => mul(sum(t), 0);
  const sources = [input, ...(call.context ? [call.context] : []), ...parameters.map((p) => p.variable)];
  const loss = (): Scalar => {
    const { value, logDet } =
      direction === 'forward' ? bijector.forward(input, call) : bijector.inverse(input, call);
    // Touching every source keeps the tape from refusing those that the map does not use.
    const touched = sources.map(zero).reduce((total, term) => add(total, term));
    return add(add(sum(mul(value, a)), sum(mul(logDet, b))), touched) as Scalar;
  };
  const results = grads(loss)(sources);
  const names = ['input', ...(call.context ? ['context'] : []), ...parameters.map((p) => p.path)];
  const named = new Map(names.map((name, i) => [name, read(results[i] as Tensor)]));
  dispose(results);
  return named;
}

function byDifferences(subject: Subject, direction: Direction, { a, b }: Weights): NamedGradients {
  const { bijector, call, batch } = subject;
  const rows = Array.from({ length: batch }, (_, row) => rowCall(subject, direction, row));
  const aRows = rows.map((_, row) => rowOf(a, batch, row));
  const bRows = b.dataSync();
  const lossOfRow = (reference: ReferenceBijector, row: number, input: Float64Array, rowsCall: Call) => {
    const { value, logDet } = reference[direction](input, rowsCall);
    return value.reduce((total, v, i) => total + v * Number(aRows[row]?.[i]), logDet * Number(bRows[row]));
  };
  const still = referenceOf(bijector);
  const named = new Map<string, Float64Array>();
  const perRow = (name: string, of: (row: number) => Float64Array) =>
    named.set(name, Float64Array.from(rows.flatMap((_, row) => [...of(row)])));
  perRow('input', (row) => {
    const { input, call: own } = rows[row] as (typeof rows)[number];
    return gradient((moved) => lossOfRow(still, row, moved, own), input);
  });
  if (call.context) {
    perRow('context', (row) => {
      const { input, call: own } = rows[row] as (typeof rows)[number];
      return gradient((context) => lossOfRow(still, row, input, { context }), own.context ?? []);
    });
  }
  for (const { path, variable } of trained(bijector)) {
    const lossAt = (values: Float64Array) => {
      const reference = referenceOf(bijector, { variable, values });
      return rows.reduce(
        (total, { input, call: own }, row) => total + lossOfRow(reference, row, input, own),
        0,
      );
    };
    named.set(path, gradient(lossAt, variable.dataSync()));
  }
  return named;
}

function trained({ parameters }: BijectorLike) {
  const byVariable = new Map<Variable, (typeof parameters)[number]>();
  for (const parameter of parameters) if (parameter.trainable) byVariable.set(parameter.variable, parameter);
  return [...byVariable.values()];
}

const read = (tensor: Tensor) => tensor.dataSync() as Float32Array;
