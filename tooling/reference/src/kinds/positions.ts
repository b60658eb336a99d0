import { type Config, numbersIn, sizeIn } from '../config.ts';
import { sizeOfShapeIn } from './size-of-shape.ts';

/** Features that are there at each position: the last axis of a datum; the axes before it are space. */
export type Positions = {
  readonly features: number;
  readonly positions: number;
  readonly space: readonly number[];
};

/** `features: n`, one position, or a `shape` whose last axis is the features. */
export function positionsIn(config: Config): Positions {
  if (!('shape' in config)) return { features: sizeIn(config, 'features'), positions: 1, space: [] };
  const size = sizeOfShapeIn(config);
  const shape = numbersIn(config, 'shape');
  const features = shape[shape.length - 1] ?? 1;
  return { features, positions: size / features, space: shape.slice(0, -1) };
}

/** The same numbers at each position. */
export function atEachPosition(values: ArrayLike<number>, positions: number): Float64Array {
  return Float64Array.from(Array.from({ length: positions }, () => Array.from(values)).flat());
}
