import { logAbsDetJacobian } from '@flow/math';
import { dispose, memory, reshape, slice, type Tensor, tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Bijector } from '../bijector.ts';
import { bijectorFromConfig } from '../registry.ts';
import { DIRECTIONS, flatRows, inputOf, type LawDirection, type LawSubject, run } from './law-subject.ts';

/** Largest |a − b| / (1 + |b|). */
function worstError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  return largest(Array.from(a, (value, i) => Math.abs(value - Number(b[i])) / (1 + Math.abs(Number(b[i])))));
}

/** How far a direction and then the other are from where they began. */
export function roundTripError(subject: LawSubject, first: LawDirection): number {
  const { bijector, call } = subject;
  const input = inputOf(subject, first);
  return tidy(() => {
    const there = bijector[first](input, call).value;
    const back = bijector[opposite(first)](there, call).value;
    return worstError(back.dataSync(), input.dataSync());
  });
}

/** How far the log-dets of a direction and of the way back are from cancelling. */
export function cancellationError(subject: LawSubject): number {
  const { bijector, call } = subject;
  const errors = DIRECTIONS.map((direction) =>
    tidy(() => {
      const { value, logDet } = bijector[direction](inputOf(subject, direction), call);
      const back = bijector[opposite(direction)](value, call).logDet.dataSync();
      return worstError(
        logDet.dataSync(),
        Array.from(back, (term) => -term),
      );
    }),
  );
  return largest(errors);
}

/** |log-det − log|det| of the whole Jacobian|, the latter by elimination in float64. */
export function logDetError(subject: LawSubject, direction: LawDirection): number {
  const { bijector, call } = subject;
  const input = inputOf(subject, direction);
  const claimed = run(bijector, direction, input, call).logDet;
  const flat = (points: Tensor) => flatRows(bijector[direction](reshape(points, input.shape), call).value);
  const rows = flatRows(input);
  const truth = logAbsDetJacobian(flat, rows);
  dispose(rows);
  return worstError(claimed, truth);
}

/** From z = f⁻¹(x) alone: how far the rebuilt x is from x. */
export function rebuiltError({ bijector, x, call }: LawSubject): number {
  const { value, logDet } = bijector.inverse(x, call);
  const nothing = zerosLike(value);
  const { input, dx, dContext, gradients } = bijector.pullbackFromOutput(value, nothing, logDet, call);
  const error = worstError(input.dataSync(), x.dataSync());
  dispose([value, logDet, nothing, input, dx, ...(dContext ? [dContext] : []), ...gradients.values()]);
  return error;
}

/** The bijector against itself, built again from its configuration as JSON and given the same values. */
export function configError(subject: LawSubject): number {
  const { bijector, call } = subject;
  const again = bijectorFromConfig(JSON.parse(JSON.stringify(bijector.config())));
  try {
    if (pathsOf(again) !== pathsOf(bijector)) return Number.POSITIVE_INFINITY;
    again.parameters.forEach(({ variable }, i) => {
      const value = bijector.parameters[i]?.variable;
      // A copy: `assign` shares memory, which goes with the first of the two that is disposed.
      if (value) tidy(() => variable.assign(tensor(value.dataSync(), value.shape)));
    });
    const errors = DIRECTIONS.map((direction) => {
      const [a, b] = [again, bijector].map((each) => run(each, direction, inputOf(subject, direction), call));
      return Math.max(
        worstError(a?.value ?? [], b?.value ?? []),
        worstError(a?.logDet ?? [], b?.logDet ?? []),
      );
    });
    return largest(errors);
  } finally {
    again.dispose();
  }
}

/** Each row alone against the same row in its batch. */
export function rowDependence({ bijector, x, call, rows }: LawSubject): number {
  const whole = run(bijector, 'inverse', x, call);
  const width = whole.value.length / rows;
  const errors = Array.from({ length: rows }, (_, row) =>
    tidy(() => {
      const context = call.context && slice(call.context, [row], [1]);
      const alone = run(bijector, 'inverse', slice(x, [row], [1]), { ...call, ...(context && { context }) });
      const value = whole.value.slice(row * width, (row + 1) * width);
      return Math.max(worstError(alone.value, value), worstError(alone.logDet, [Number(whole.logDet[row])]));
    }),
  );
  return largest(errors);
}

/** 0 where the values move when the context does, else 1. */
export function deafness(subject: LawSubject): number {
  const { bijector, x, call } = subject;
  if (!call.context) return 0;
  const other = zerosLike(call.context);
  const here = run(bijector, 'inverse', x, call);
  const there = run(bijector, 'inverse', x, { ...call, context: other });
  dispose(other);
  return worstError(here.value, there.value) > 1e-5 ? 0 : 1;
}

/** Tensors left behind by everything a bijector does, and by its disposal. @param make a subject */
export function tensorsLeft(make: () => LawSubject): number {
  const before = memory().numTensors;
  const subject = make();
  // The first round may fill caches, which are freed with the bijector.
  useAll(subject);
  const used = memory().numTensors;
  useAll(subject);
  const grown = memory().numTensors - used;
  subject.end();
  return Math.max(Math.abs(grown), Math.abs(memory().numTensors - before));
}

/** NaN wins. */
export function largest(errors: readonly number[]): number {
  return errors.reduce((worst, error) => Math.max(worst, error), 0);
}

function useAll({ bijector, x, z, call }: LawSubject): void {
  for (const { value, logDet } of [bijector.forward(z, call), bijector.inverse(x, call)])
    dispose([value, logDet]);
  for (const pass of [bijector.forwardPullback(z, call), bijector.inversePullback(x, call)]) {
    const { dx, dContext, gradients } = pass.pullback(pass.value, pass.logDet);
    dispose([pass.value, pass.logDet, dx, ...(dContext ? [dContext] : []), ...gradients.values()]);
  }
  const unused = bijector.inversePullback(x, call);
  unused.dispose();
  dispose([unused.value, unused.logDet]);
}

const opposite = (direction: LawDirection): LawDirection => (direction === 'forward' ? 'inverse' : 'forward');

const pathsOf = ({ parameters }: Bijector): string => parameters.map(({ path }) => path).join();
