import { at } from '../at.ts';
import type { ReferenceBijector, Result } from '../bijection.ts';
import { type Config, listIn, numbersIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { BijectorKind } from '../part.ts';

/**
 * Levels, the coarsest first. Forward, a level takes at each position [features that the coarser level made | features
 * of its own slice of z], passed through the split between them; the coarsest takes its slice through the top. The
 * inverse runs backwards. log|det J| is the sum over levels, splits and top.
 */
export const multiScale: BijectorKind = (config, part) => {
  const levels = listIn(config, 'levels').map((level, k) => part.bijector(level, `levels.${k}`));
  const splits = listIn(config, 'splits').map((split, k) =>
    split === null ? undefined : part.bijector(split, `splits.${k}`),
  );
  const top = config.top === null ? undefined : part.bijector(config.top, 'top');
  const priors = [top, ...splits];
  const positions = positionsIn(config, levels);
  /** How many numbers of z are a level's own. */
  const own = levels.map((level, k) => level.size - (k === 0 ? 0 : at(levels, k - 1).size));
  return {
    size: own.reduce((total, count) => total + count, 0),
    forward(z, call) {
      const sum = adder();
      let from = 0;
      let value: Float64Array = new Float64Array();
      levels.forEach((level, k) => {
        const slice = z.slice(from, from + at(own, k));
        from += slice.length;
        const joined = joinFeatures(value, slice, at(positions, k));
        const prior = priors[k];
        const latent = prior ? sum.add(prior.forward(joined, call)) : joined;
        value = sum.add(level.forward(latent, call));
      });
      return sum.of(value);
    },
    inverse(x, call) {
      const sum = adder();
      const slices: Float64Array[] = [];
      let value = x;
      for (let k = levels.length - 1; k >= 0; k--) {
        const latent = sum.add(at(levels, k).inverse(value, call));
        const prior = priors[k];
        const normal = prior ? sum.add(prior.inverse(latent, call)) : latent;
        const [stay, leave] = divideFeatures(normal, at(own, k), at(positions, k));
        slices.unshift(leave);
        value = stay;
      }
      return sum.of(Float64Array.from(slices.flatMap((slice) => [...slice])));
    },
  };
};

/** Adds up the log-dets of steps: `add` gives a step's value, `of` the whole with a value. */
function adder() {
  let [logDet, terms] = [0, 0];
  return {
    add(step: Result): Float64Array {
      logDet += step.logDet;
      terms += step.terms;
      return step.value;
    },
    of: (value: Float64Array): Result => ({ value, logDet, terms }),
  };
}

/** At each position the features of `stay`, then those of `leave`. */
function joinFeatures(stay: Float64Array, leave: Float64Array, positions: number): Float64Array {
  const pieces = Array.from({ length: positions }, (_, p) => [
    ...piece(stay, p, positions),
    ...piece(leave, p, positions),
  ]);
  return Float64Array.from(pieces.flat());
}

/** The other way round: `leave` has `count` numbers in all. */
function divideFeatures(
  both: Float64Array,
  count: number,
  positions: number,
): [stay: Float64Array, leave: Float64Array] {
  const pieces = Array.from({ length: positions }, (_, p) => [...piece(both, p, positions)]);
  const width = count / positions;
  return [
    Float64Array.from(pieces.flatMap((features) => features.slice(0, features.length - width))),
    Float64Array.from(pieces.flatMap((features) => features.slice(features.length - width))),
  ];
}

function piece(values: Float64Array, position: number, positions: number): Float64Array {
  const width = values.length / positions;
  return values.slice(position * width, (position + 1) * width);
}

/** The number of positions of each level's latent, whose shape the configuration gives. */
function positionsIn(config: Config, levels: readonly ReferenceBijector[]): number[] {
  const shapes = listIn(config, 'latentShapes').map((shape) =>
    numbersIn({ ...config, latentShape: shape }, 'latentShape'),
  );
  const sizes = shapes.map((shape) => shape.reduce((product, side) => product * side, 1));
  if (sizes.join() === levels.map(({ size }) => size).join()) {
    return shapes.map((shape, k) => at(sizes, k) / at(shape, shape.length - 1));
  }
  throw new InterpreterError(
    `multiScale: latentShapes hold ${sizes}, the levels ${levels.map(({ size }) => size)}.`,
  );
}
