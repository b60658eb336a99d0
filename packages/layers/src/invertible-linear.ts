import { createParameter, createRng, type Json, type Parameter, type Rng } from '@flow/backend';
import { lu, type Matrix, qr, squareMatrix } from '@flow/math';
import {
  add,
  exp,
  matMul,
  mul,
  neg,
  type Scalar,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
} from '@tensorflow/tfjs-core';
import { everyRow } from './affine-transform.ts';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { hostLinear } from './host-linear.ts';
import { checkPermutation } from './permutation.ts';
import { inversePermutation, permuteRows } from './permute-columns.ts';
import { checkSize, checkWord } from './shape.ts';

const PARAMETRISATIONS = ['plu', 'dense'] as const;

export type InvertibleLinearOptions = {
  readonly features: number;
  /** `plu` (default) trains L, U and log|s| of W = P L (U + diag s); `dense` trains W itself. */
  readonly parametrisation?: (typeof PARAMETRISATIONS)[number];
  /** Draws the first W, a random rotation. */
  readonly rng?: Rng;
};

/**
 * A learned linear mixing of features, the invertible 1x1 convolution on vectors: z = W x in the inverse
 * direction, as Glow trains it, so
 *
 *   f⁻¹(x) = W x, log|det J_f⁻¹| = log|det W|;  f(z) = W⁻¹ z.
 *
 * With `plu`, W = P L (U + diag(s)) with P and the signs of s fixed at the start, and
 * log|det W| = Σ log|s|. Source: Kingma and Dhariwal 2018 (arXiv 1807.03039), section 3.2, eqs. 10-12.
 *
 * @returns a bijector on [batch, features]
 * @throws invalid-argument; singular where a trained dense W has lost its inverse
 */
export function invertibleLinear({
  features,
  parametrisation = 'plu',
  rng = createRng(0),
}: InvertibleLinearOptions): Bijector {
  checkSize('features', features);
  checkWord('parametrisation', parametrisation, PARAMETRISATIONS);
  const start = qr(squareMatrix(rng.normal(features * features), features)).q;
  return parametrisation === 'dense' ? denseLinear(features, start) : pluLinear(features, splitPlu(start));
}

/** Where W comes from: its tensor, its log|det|, and what is saved beside the parameters. */
type Weight = {
  readonly parameters: readonly Parameter[];
  matrix(): Tensor;
  logAbsDet(matrix: Tensor): Scalar;
  readonly config: { readonly [key: string]: Json };
};

function buildLinear(features: number, { parameters, matrix, logAbsDet, config }: Weight): Bijector {
  const host = hostLinear(features);
  return defineBijector({
    kind: 'invertibleLinear',
    dataShape: [features],
    parameters,
    forward(z) {
      const w = matrix();
      return { value: matMul(z, host.inverse(w), false, true), logDet: everyRow(z, neg(logAbsDet(w))) };
    },
    inverse(x) {
      const w = matrix();
      return { value: matMul(x, w, false, true), logDet: everyRow(x, logAbsDet(w)) };
    },
    config: () => ({ features, ...config }),
  });
}

function denseLinear(features: number, start: Matrix): Bijector {
  const weight = createParameter('weight', 'weight', [features, features], () => toTensor(start));
  const { logAbsDet } = hostLinear(features);
  return buildLinear(features, {
    parameters: [weight],
    matrix: () => weight.variable,
    logAbsDet,
    config: { parametrisation: 'dense' },
  });
}

/** The parts of W = P L (U + diag(s)) that PLU training starts from. */
type Plu = {
  /** Row i of W is row `order[i]` of L (U + diag s). */
  readonly order: readonly number[];
  readonly signs: readonly number[];
  /** L and U in one matrix, without diagonals. */
  readonly packed: Matrix;
  readonly logScale: Float64Array;
};

function splitPlu(w: Matrix): Plu {
  const { size, packed, permutation } = lu(w);
  const diagonal = Array.from({ length: size }, (_, i) => packed[i * size + i] as number);
  return {
    order: inversePermutation([...permutation]),
    signs: diagonal.map((value) => (value < 0 ? -1 : 1)),
    packed: {
      rows: size,
      columns: size,
      data: packed.map((value, at) => (at % (size + 1) === 0 ? 0 : value)),
    },
    logScale: Float64Array.from(diagonal, (value) => Math.log(Math.abs(value))),
  };
}

function pluLinear(features: number, { order, signs, packed, logScale }: Plu): Bijector {
  const square: [number, number] = [features, features];
  const lower = createParameter('lower', 'weight', square, () =>
    mul(toTensor(packed), triangle(features, -1)),
  );
  const upper = createParameter('upper', 'weight', square, () =>
    mul(toTensor(packed), triangle(features, 1)),
  );
  const scale = createParameter('logScale', 'scale', [features], () => tensor1d([...logScale]));
  return buildLinear(features, {
    parameters: [lower, upper, scale],
    matrix() {
      const unitLower = add(mul(lower.variable, triangle(features, -1)), triangle(features, 0));
      const diagonal = mul(triangle(features, 0), mul(exp(scale.variable), tensor1d([...signs])));
      const scaledUpper = add(mul(upper.variable, triangle(features, 1)), diagonal);
      return permuteRows(matMul(unitLower, scaledUpper), order);
    },
    logAbsDet: () => sum(scale.variable) as Scalar,
    config: { parametrisation: 'plu', order: [...order], signs: [...signs] },
  });
}

/** Ones below (-1), on (0) or above (1) the diagonal. */
function triangle(size: number, side: -1 | 0 | 1): Tensor {
  const values = Float32Array.from({ length: size * size }, (_, at) =>
    Math.sign((at % size) - Math.floor(at / size)) === side ? 1 : 0,
  );
  return tensor2d(values, [size, size]);
}

function toTensor({ rows, columns, data }: Matrix): Tensor {
  return tensor2d(Float32Array.from(data), [rows, columns]);
}

export const invertibleLinearFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  const features = checkSize('features', read.number('features'));
  const isDense = checkWord('parametrisation', read.string('parametrisation'), PARAMETRISATIONS) === 'dense';
  const empty = { rows: features, columns: features, data: new Float64Array() };
  if (isDense) return denseLinear(features, empty);
  const [order, signs] = [read.numbers('order'), read.numbers('signs')];
  checkPermutation('order', order);
  return pluLinear(features, { order, signs, packed: empty, logScale: new Float64Array() });
};
