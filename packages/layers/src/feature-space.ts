import { FlowError } from '@flow/backend';
import type { ConfigReader } from './config-reader.ts';
import { checkShape, checkSize, type Shape, sizeOf } from './shape.ts';

/**
 * What a layer that acts on features works on: vectors of `features` numbers, or data of a `shape` whose last axis
 * is the features (the channels of a picture [height, width, channels]). `features: n` is short for `shape: [n]`.
 */
export type FeatureShape =
  | { readonly features: number; readonly shape?: never }
  | { readonly shape: Shape; readonly features?: never };

export type FeatureSpace = {
  /** One datum, [...space, features]. */
  readonly shape: Shape;
  readonly features: number;
  /** The axes before the features: [] for vectors, [height, width] for pictures. */
  readonly space: Shape;
  /** Their product: how often a datum holds each feature. */
  readonly positions: number;
  /** As it is saved. */
  readonly config: { readonly features: number } | { readonly shape: number[] };
};

/** @throws invalid-argument */
export function featureSpaceOf({ features, shape }: FeatureShape): FeatureSpace {
  if (features !== undefined && shape !== undefined) {
    throw new FlowError('invalid-argument', {
      argument: 'features, shape',
      message: 'features: n is short for shape: [n]; give one of them.',
      received: `features ${features} and shape [${shape}]`,
    });
  }
  const whole = shape === undefined ? [checkSize('features', features)] : checkShape('shape', shape);
  const space = whole.slice(0, -1);
  const width = whole[whole.length - 1] as number;
  return {
    shape: whole,
    features: width,
    space,
    positions: sizeOf(space),
    config: space.length === 0 ? { features: width } : { shape: [...whole] },
  };
}

/** @throws invalid-file */
export function readFeatureShape(read: ConfigReader): FeatureShape {
  return read.has('shape') ? { shape: read.numbers('shape') } : { features: read.number('features') };
}
