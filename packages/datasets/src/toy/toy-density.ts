import { createRng, FlowError, type Rng } from '@flow/backend';
import { createDataset, type Dataset } from '../dataset.ts';
import type { DataSchema } from '../schema.ts';

/** Points of the plane: row-major [n, 2] in any numeric array, or a list of pairs. */
export type PlanePoints = ArrayLike<number> | readonly (readonly number[])[];

/** A distribution in the plane whose density is known, to draw from and to compare a flow with. */
export type ToyDensity = {
  readonly name: string;
  readonly schema: DataSchema;
  /** A box [low, high] × [low, high] that holds all but less than 10⁻⁵ of the mass. */
  readonly box: { readonly x: readonly [number, number]; readonly y: readonly [number, number] };
  /**
   * Draws `n` points.
   *
   * @param rng without one, each call starts again at the density's own `seed`
   * @returns row-major [n, 2]
   */
  sample(n: number, rng?: Rng): Float32Array;
  /**
   * The exact natural logarithm of the density, in nats; −Infinity where there is none.
   *
   * @returns float64 [n]
   * @throws invalid-argument for a point that is not a pair of finite numbers
   */
  logProb(points: PlanePoints): Float64Array;
};

/** What each toy density takes besides its own options. */
export type ToyOptions = {
  /** Where `sample` starts when it is called without a generator; 0 by default. */
  readonly seed?: number;
};

type Definition = {
  readonly name: string;
  readonly seed: number | undefined;
  readonly box: ToyDensity['box'];
  readonly sample: (n: number, rng: Rng) => Float32Array;
  readonly logProbAt: (x: number, y: number) => number;
};

/** Completes a toy density: its default generator, and the checks that all of them share. */
export function toyDensity({ name, seed = 0, box, sample, logProbAt }: Definition): ToyDensity {
  createRng(seed);
  return {
    name,
    schema: { features: 2, names: ['x', 'y'] },
    box,
    sample: (n, rng = createRng(seed)) => sample(n, rng),
    logProb: (points) => {
      const flat = flatten(points);
      return Float64Array.from({ length: flat.length / 2 }, (_, i) =>
        logProbAt(flat[2 * i] as number, flat[2 * i + 1] as number),
      );
    },
  };
}

/**
 * Draws a table from a toy density.
 *
 * @param rows how many points
 * @param rng without one, the density's own `seed`
 * @throws invalid-argument
 * @example
 * ```ts
 * const { train } = split(sampleDataset(twoMoons(), 5000), { fractions: [0.8, 0.1, 0.1] });
 * console.log(train.rows, train.schema.names); // 4000 [ 'x', 'y' ]
 * ```
 */
export function sampleDataset(density: ToyDensity, rows: number, rng?: Rng): Dataset {
  const { name, schema } = density;
  return createDataset({
    name,
    schema,
    values: density.sample(rows, rng),
    licence: 'none',
    source: 'synthetic',
  });
}

/** A number that an option must hold: finite and above zero. @throws invalid-argument */
export function positive(argument: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'A toy density needs some extent, or it is no density.',
    expected: 'a finite number above 0',
    received: String(value),
  });
}

/** A number of parts. @throws invalid-argument */
export function positiveCount(argument: string, value: number): number {
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'A toy density consists of whole parts.',
    expected: 'a whole number, 1 or more',
    received: String(value),
  });
}

function flatten(points: PlanePoints): ArrayLike<number> {
  const flat = isFlat(points) ? points : points.flatMap(pair);
  if (flat.length % 2 !== 0) refusePoints('an even number of coordinates', String(flat.length));
  for (let i = 0; i < flat.length; i++) {
    if (!Number.isFinite(flat[i])) refusePoints('finite numbers', `${flat[i]} in point ${Math.floor(i / 2)}`);
  }
  return flat;
}

function isFlat(points: PlanePoints): points is ArrayLike<number> {
  return points.length === 0 || !Array.isArray(points[0]);
}

function pair(point: readonly number[], row: number): readonly number[] {
  if (point.length === 2) return point;
  return refusePoints('two coordinates a point', `${point.length} in point ${row}`);
}

function refusePoints(expected: string, received: string): never {
  throw new FlowError('invalid-argument', {
    argument: 'points',
    message: 'A density in the plane is asked at points of the plane.',
    expected,
    received,
  });
}
