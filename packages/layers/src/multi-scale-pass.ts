import { addN, concat, dispose, reshape, slice, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { Bijector, Gradients, NamedLayer, Pullback, WithLogDet } from './bijector.ts';
import type { LatentSlice } from './latent-layout.ts';
import { within } from './layer-path.ts';
import { accumulateGradients, createPullback, sumOf } from './pullback.ts';

/** The parts of a multi-scale flow; each `segment` is the part's path. */
export type MultiScaleParts = {
  /** On the flat latent of the coarsest level. */
  readonly top: NamedLayer | undefined;
  /** The coarsest first. */
  readonly levels: readonly NamedLayer[];
  /** `splits[k]` normalises what leaves before `levels[k + 1]`. */
  readonly splits: readonly (NamedLayer | undefined)[];
  readonly layout: readonly LatentSlice[];
};

/** One part's work on a value: in either direction, plain or with its way back, or the way back itself. */
type Step = (part: NamedLayer, value: Tensor) => Tensor;

/** A way of the values through the parts. */
export type Route = (parts: MultiScaleParts, input: Tensor, step: Step) => Tensor;

/** From the flat latent [batch, D] to the data: each level takes [what the coarser one made | its own slice]. */
export const fromLatent: Route = ({ top, levels, splits, layout }, z, step) =>
  keepingTheResult((own) => {
    const batch = z.shape[0] as number;
    const flat = ({ offset, size }: LatentSlice) => own(slice(z, [0, offset], [-1, size]));
    return levels.reduce((coarser: Tensor | undefined, level, k) => {
      const place = layout[k] as LatentSlice;
      const part = k === 0 ? top : splits[k - 1];
      const shape = [batch, ...place.shape];
      const through = (value: Tensor) => (part ? own(step(part, value)) : value);
      const latent = coarser
        ? through(own(concat([coarser, own(reshape(flat(place), shape))], shape.length - 1)))
        : own(reshape(through(flat(place)), shape));
      return own(step(level, latent));
    }, undefined) as Tensor;
  });

/** From the data to the flat latent: after each level a part of the features leaves, the rest goes on. */
export const toLatent: Route = ({ top, levels, splits, layout }, x, step) =>
  keepingTheResult((own) => {
    const batch = x.shape[0] as number;
    const flat = (value: Tensor, { size }: LatentSlice) => own(reshape(value, [batch, size]));
    const slices: Tensor[] = [];
    let value = x;
    for (let k = levels.length - 1; k > 0; k--) {
      const place = layout[k] as LatentSlice;
      const split = splits[k - 1];
      value = own(step(levels[k] as NamedLayer, value));
      if (split) value = own(step(split, value));
      const [stay, leave] = divide(value, place.shape[place.shape.length - 1] as number);
      slices.unshift(flat(own(leave), place));
      value = own(stay);
    }
    const coarsest = flat(own(step(levels[0] as NamedLayer, value)), layout[0] as LatentSlice);
    return own(concat([top ? own(step(top, coarsest)) : coarsest, ...slices], 1));
  });

/** The value of a route, with the sum of the parts' log-dets; those of the parts are disposed, also where it fails. */
export function runParts(
  route: Route,
  parts: MultiScaleParts,
  input: Tensor,
  run: (part: NamedLayer, value: Tensor) => WithLogDet,
): WithLogDet {
  const logDets: Tensor[] = [];
  try {
    const value = route(parts, input, (part, at) => {
      const result = within(part.segment, () => run(part, at));
      logDets.push(result.logDet);
      return result.value;
    });
    return { value, logDet: addN(logDets) };
  } finally {
    dispose(logDets);
  }
}

/**
 * The same with its way back. A route only moves numbers between the parts, so its transpose is the route of the other
 * direction: gradients go along that one, through the parts' pullbacks.
 */
export function pullbackOfParts(
  [there, back]: readonly [Route, Route],
  parts: MultiScaleParts,
  input: Tensor,
  run: (layer: Bijector, value: Tensor) => Pullback,
): Pullback {
  const saved = new Map<NamedLayer, Pullback>();
  const free = () => saved.forEach((pullback) => void pullback.dispose());
  try {
    const result = runParts(there, parts, input, (part, at) => {
      const step = run(part.layer, at);
      saved.set(part, step);
      return step;
    });
    return createPullback(result, (dValue, dLogDet) => pullAll(back, parts, saved, dValue, dLogDet), free);
  } catch (error) {
    free();
    throw error;
  }
}

function pullAll(
  back: Route,
  parts: MultiScaleParts,
  saved: ReadonlyMap<NamedLayer, Pullback>,
  dValue: Tensor,
  dLogDet: Tensor,
): Gradients {
  const gradients = new Map<Variable, Tensor>();
  let dContext: Tensor | undefined;
  try {
    const dx = back(parts, dValue, (part, d) => {
      const step = (saved.get(part) as Pullback).pullback(d, dLogDet);
      if (step.dContext) dContext = sumOf(dContext, step.dContext);
      accumulateGradients(gradients, step.gradients);
      return step.dx;
    });
    return { dx, ...(dContext && { dContext }), gradients };
  } catch (error) {
    dispose([...gradients.values(), ...(dContext ? [dContext] : [])]);
    throw error;
  }
}

/** What stays and the last `count` features, which leave. */
function divide(value: Tensor, count: number): [stay: Tensor, leave: Tensor] {
  const start = value.shape.map(() => 0);
  const stay = (value.shape[value.rank - 1] as number) - count;
  return [
    slice(value, start, [...value.shape.slice(0, -1), stay]),
    slice(value, [...start.slice(1), stay], [...value.shape.slice(0, -1), count]),
  ];
}

/** Runs something that hands each tensor it makes to `own`; all but its result are disposed, also where it fails. */
function keepingTheResult(run: (own: (made: Tensor) => Tensor) => Tensor): Tensor {
  const made: Tensor[] = [];
  let result: Tensor | undefined;
  try {
    result = run((tensor) => {
      made.push(tensor);
      return tensor;
    });
    return result;
  } finally {
    dispose(made.filter((tensor) => tensor !== result));
  }
}
