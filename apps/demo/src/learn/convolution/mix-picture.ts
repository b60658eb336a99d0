import { FlowError, invertibleLinear } from '@flow/layers';
import {
  determinant,
  inverse,
  jacobian,
  lu,
  type Matrix,
  slogdet,
  squareMatrix,
  transposeMatrix,
  unpackLu,
} from '@flow/math';
import { dispose, reshape, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { CHANNELS } from './mixing-matrix.ts';

/** Rows of pixels, row-major [height, width, 3]. */
export type Picture = { readonly height: number; readonly width: number; readonly pixels: Float32Array };

export type MixedPicture = {
  readonly determinant: number;
  /** log|det W|, −Infinity for a singular W. */
  readonly logAbsDet: number;
  /** z = W x at each pixel. */
  readonly mixed: Float32Array;
  /** log|det| of the whole picture's map as the layer says it: height · width · log|det W|. */
  readonly logDet: number;
  /** W = P L (U + diag(s)). */
  readonly factors: {
    readonly permutation: Matrix;
    readonly lower: Matrix;
    readonly upper: Matrix;
    readonly diagonal: readonly number[];
  };
  /** The way back; nothing where W has no inverse. */
  readonly back?: { readonly pixels: Float32Array; readonly logDet: number; readonly error: number };
};

/** Applies W to the channels of each pixel with the invertible 1x1 convolution of @flow/layers, there and back. */
export function mixPicture(weight: Matrix, { height, width, pixels }: Picture): MixedPicture {
  const layer = convolution(weight, [height, width, CHANNELS]);
  try {
    const x = tensor(pixels, [1, height, width, CHANNELS]);
    const there = layer.inverse(x);
    const view = {
      determinant: determinant(weight),
      logAbsDet: slogdet(weight.data, weight.rows).logAbsDet,
      mixed: read(there.value),
      logDet: read(there.logDet)[0] as number,
      factors: factorsOf(weight),
    };
    const back = orNothing(() => layer.forward(there.value));
    dispose([x, there.value, there.logDet]);
    if (back === undefined) return view;
    const returned = { pixels: read(back.value), logDet: read(back.logDet)[0] as number };
    dispose([back.value, back.logDet]);
    const error = returned.pixels.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (pixels[i] as number))),
      0,
    );
    return { ...view, back: { ...returned, error } };
  } finally {
    layer.dispose();
  }
}

/**
 * The Jacobian of the layer on a patch of 2 x 2 pixels, all 12 x 12 entries by automatic differentiation: W four
 * times on its diagonal. Nothing where W has no inverse: the layer's backward pass needs it.
 */
export function patchJacobian(
  weight: Matrix,
): { readonly matrix: Matrix; readonly logAbsDet: number } | undefined {
  // Asked first: a backward pass that throws leaves tensors behind.
  if (orNothing(() => inverse(inFloat32(weight))) === undefined) return undefined;
  const shape = [2, 2, CHANNELS];
  const layer = convolution(weight, shape);
  const size = 4 * CHANNELS;
  const ofPatch = (flat: Tensor) => reshape(layer.inverse(reshape(flat, [-1, ...shape])).value, [-1, size]);
  const slopes = tidy(() => jacobian(ofPatch, tensor(new Float32Array(size), [1, size])));
  layer.dispose();
  const matrix = squareMatrix(read(slopes), size);
  slopes.dispose();
  return { matrix, logAbsDet: slogdet(matrix.data, size).logAbsDet };
}

/** W as the layer keeps it. */
const inFloat32 = (weight: Matrix): Matrix => ({
  ...weight,
  data: Float64Array.from(Float32Array.from(weight.data)),
});

function convolution(weight: Matrix, shape: readonly number[]) {
  const layer = invertibleLinear({ shape, parametrisation: 'dense' });
  tidy(() =>
    layer.parameters[0]?.variable.assign(
      tensor(Float32Array.from(weight.data), [weight.rows, weight.columns]),
    ),
  );
  return layer;
}

/** P L U = W, where lu() factors P' W = L U: P is the transpose of P'. */
function factorsOf(weight: Matrix): MixedPicture['factors'] {
  const { permutation, lower, upper } = unpackLu(lu(weight));
  const diagonal = Array.from(
    { length: upper.rows },
    (_, i) => upper.data[i * (upper.columns + 1)] as number,
  );
  const strictly = upper.data.map((value, at) => (at % (upper.columns + 1) === 0 ? 0 : value));
  return { permutation: transposeMatrix(permutation), lower, upper: { ...upper, data: strictly }, diagonal };
}

/** What a layer gives, or nothing where its matrix has no inverse. */
function orNothing<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof FlowError && error.code === 'singular') return undefined;
    throw error;
  }
}

const read = (value: Tensor): Float32Array => value.dataSync<'float32'>().slice();
