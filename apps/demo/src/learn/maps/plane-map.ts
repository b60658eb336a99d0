import type { BatchFunction } from '@flow/math';
import { concat, slice, type Tensor } from '@tensorflow/tfjs-core';
import type { Language } from '../../i18n/language.ts';

export type Domain = readonly [number, number];

/** A map of the plane to play with. */
export type PlaneMap = {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  /** f as a formula, in TeX. */
  readonly tex: string;
  /** f, [batch, 2] -> [batch, 2], differentiable. */
  readonly f: BatchFunction;
  /** What is shown of the z plane, and of the x plane. */
  readonly z: readonly [Domain, Domain];
  readonly x: readonly [Domain, Domain];
  /** Where the point stands at first. */
  readonly start: readonly [number, number];
};

/** A map that can be undone. */
export type InvertiblePlaneMap = PlaneMap & {
  readonly inverse: BatchFunction;
};

/** A function of the two columns as a function of a batch. */
export function onColumns(map: (a: Tensor, b: Tensor) => [Tensor, Tensor]): BatchFunction {
  return (rows) => concat(map(slice(rows, [0, 0], [-1, 1]), slice(rows, [0, 1], [-1, 1])), 1);
}
