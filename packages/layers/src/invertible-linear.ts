import { createRng, type Direction, FlowError, featureLinear, isTaping, type Rng } from '@flow/backend';
import { type Matrix, multiplyMatrices, qr, squareMatrix, transposeMatrix } from '@flow/math';
import { dispose, fill, type Tensor } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Gradients, WithLogDet } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { denseWeight } from './dense-weight.ts';
import { type FeatureShape, type FeatureSpace, featureSpaceOf, readFeatureShape } from './feature-space.ts';
import type { LinearWeight, WeightValues } from './linear-weight.ts';
import { fromTensorValues, toTensor } from './matrix-tensor.ts';
import { checkPermutation } from './permutation.ts';
import { fixedPlu, pluWeight } from './plu-weight.ts';
import { createPullback } from './pullback.ts';
import { checkWord } from './shape.ts';
import { keepShare } from './share.ts';
import { recorded } from './tape.ts';

const PARAMETRISATIONS = ['plu', 'dense'] as const;

export type InvertibleLinearOptions = FeatureShape & {
  /** `plu` (default) trains L, U and log|s| of W = P L (U + diag s); `dense` trains W itself. */
  readonly parametrisation?: (typeof PARAMETRISATIONS)[number];
  /** Draws the first W, a random rotation. */
  readonly rng?: Rng;
};

/**
 * A learned linear mixing of features, the invertible 1x1 convolution: z = W x at each position, in the inverse
 * direction, as Glow trains it, so
 *
 *   f⁻¹(x) = W x, log|det J_f⁻¹| = positions · log|det W|;  f(z) = W⁻¹ z,
 *
 * with height · width positions of a picture, one of a vector.
 * With `plu`, W = P L (U + diag(s)) with P and the signs of s fixed at the start, and
 * log|det W| = Σ log|s|. W, its determinant and its inverse are computed in float64.
 * Source: Kingma and Dhariwal 2018 (arXiv 1807.03039), section 3.2, eqs. 9-11.
 *
 * @returns a bijector on [batch, features] or [batch, ...shape]
 * @throws invalid-argument; singular where a trained dense W has lost its inverse
 * @example
 * ```ts
 * const layer = invertibleLinear({ shape: [8, 8, 12], rng: createRng(0) });
 * ```
 */
export function invertibleLinear({
  parametrisation = 'plu',
  rng = createRng(0),
  ...options
}: InvertibleLinearOptions): Bijector {
  const space = featureSpaceOf(options);
  const { features } = space;
  checkWord('parametrisation', parametrisation, PARAMETRISATIONS);
  const start = qr(squareMatrix(rng.normal(features * features), features)).q;
  const weight =
    parametrisation === 'dense'
      ? denseWeight(features, () => start)
      : pluWeight(features, fixedPlu(start), () => start);
  return linear(space, weight);
}

export const invertibleLinearFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  const space = featureSpaceOf(readFeatureShape(read));
  const { features } = space;
  const none = () => ({ rows: features, columns: features, data: new Float64Array() });
  if (checkWord('parametrisation', read.string('parametrisation'), PARAMETRISATIONS) === 'dense') {
    return linear(space, denseWeight(features, none));
  }
  const fixed = { order: read.numbers('order'), signs: read.numbers('signs') };
  checkFixed(features, fixed);
  return linear(space, pluWeight(features, fixed, none));
};

function linear({ shape, features, positions, config }: FeatureSpace, weight: LinearWeight): Bijector {
  const variables = weight.parameters.map(({ variable }) => variable);
  const apply = (direction: Direction, input: Tensor): WithLogDet => {
    const values = weight.read();
    const logAbsDet = positions * values.logAbsDet;
    const matrix = matrixOf(values, direction);
    const value = featureLinear.apply(input, matrix);
    dispose(matrix);
    return {
      value,
      logDet: fill([input.shape[0] as number], direction === 'inverse' ? logAbsDet : -logAbsDet),
    };
  };
  const backward = (direction: Direction, input: Tensor, dValue: Tensor, dLogDet: Tensor): Gradients => {
    const values = weight.read();
    const matrix = matrixOf(values, direction);
    const { dx, dWeight } = featureLinear.backward({ x: input, weight: matrix }, dValue);
    const dUsed = fromTensorValues(dWeight.dataSync(), features);
    dispose([matrix, dWeight]);
    const total = positions * dLogDet.dataSync<'float32'>().reduce((sum, value) => sum + value, 0);
    const gradients =
      direction === 'inverse'
        ? weight.gradients(dUsed, total)
        : weight.gradients(throughInverse(values.inverse(), dUsed), -total);
    return { dx, gradients };
  };
  const run = (direction: Direction, input: Tensor) => {
    // An error on its way back would leave the tape and its tensors behind.
    if (weight.needsInverse && isTaping()) weight.read().inverse();
    return recorded(
      [input, ...variables],
      ([x]) => apply(direction, x as Tensor),
      ({ inputs: [x] }, dValue, dLogDet) => {
        const { dx, gradients } = backward(direction, x as Tensor, dValue, dLogDet);
        return [dx, ...variables.map((variable) => gradients.get(variable) as Tensor)];
      },
    );
  };
  const pullback = (direction: Direction, input: Tensor) => {
    const result = apply(direction, input);
    const saved = keepShare(input);
    return createPullback(
      result,
      (dValue, dLogDet) => backward(direction, saved, dValue, dLogDet),
      () => dispose(saved),
    );
  };
  return defineBijector({
    kind: 'invertibleLinear',
    dataShape: shape,
    parameters: weight.parameters,
    forward: (z) => run('forward', z),
    inverse: (x) => run('inverse', x),
    forwardPullback: (z) => pullback('forward', z),
    inversePullback: (x) => pullback('inverse', x),
    pullbackFromOutput(z, dValue, dLogDet) {
      const inverse = matrixOf(weight.read(), 'forward');
      const input = featureLinear.apply(z, inverse);
      dispose(inverse);
      return { ...backward('inverse', input, dValue, dLogDet), input };
    },
    config: () => ({ ...config, ...weight.config }),
  });
}

/** The matrix that a direction multiplies by, as a tensor to dispose. */
function matrixOf(values: WeightValues, direction: Direction): Tensor {
  return toTensor(direction === 'inverse' ? values.weight : values.inverse());
}

/** dW of V = W⁻¹: −Vᵀ dV Vᵀ. */
function throughInverse(inverse: Matrix, dInverse: Matrix): Matrix {
  const turned = transposeMatrix(inverse);
  const product = multiplyMatrices(multiplyMatrices(turned, dInverse), turned);
  return { ...product, data: product.data.map((value) => -value) };
}

/** @throws invalid-argument */
function checkFixed(
  features: number,
  { order, signs }: { order: readonly number[]; signs: readonly number[] },
): void {
  checkPermutation('order', order);
  const isSign = (sign: number) => sign === 1 || sign === -1;
  if (order.length === features && signs.length === features && signs.every(isSign)) return;
  throw new FlowError('invalid-argument', {
    argument: 'order, signs',
    message: 'The fixed part of W does not fit its size.',
    expected: `${features} rows and ${features} signs of 1 or -1`,
    received: `${order.length} rows, ${signs.length} signs`,
  });
}
