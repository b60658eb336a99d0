import { portableLog, randomUniform } from '@flow/backend';
import { add, fill, mul, sub, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Call } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { createPullback } from './pullback.ts';
import { checkBetween, checkShape, checkSize, type Shape, sizeOf } from './shape.ts';

export type UniformDequantiseOptions = {
  readonly shape: Shape;
  /** The data are integers 0..levels−1; bins have unit width. */
  readonly levels: number;
  /** Where 0 lies in the unit interval: 0.5 gives latents of ±½, as Glow takes them. Default 0. */
  readonly center?: number;
};

/**
 * Integers to (0, 1): f⁻¹(x) = (x + u) / levels − center, log|det J_f⁻¹| = −D·log(levels). With a generator in the call,
 * u ~ U[0, 1)^D, and E_u log p(x + u) is a lower bound on the log-probability of the bin (Theis et al. 2016,
 * arXiv 1511.01844, section 3.1). Without one, u = ½: integers stand at the centres of their bins, and
 * f(z) = levels·(z + center) − ½ rounds to them.
 *
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * const layer = uniformDequantise({ shape: [1], levels: 4 });
 * layer.inverse(tensor2d([[3]])).value.arraySync(); // [[0.875]]
 * ```
 */
export function uniformDequantise({ shape, levels, center = 0 }: UniformDequantiseOptions): Bijector {
  const dataShape = checkShape('shape', shape);
  checkSize('levels', levels, 2);
  checkBetween('center', center, -Number.MIN_VALUE, 1 + Number.EPSILON);
  const logDet = sizeOf(dataShape) * portableLog(levels);
  const rows = (x: Tensor, value: number) => fill([x.shape[0] as number], value);
  const forward = (z: Tensor) => ({
    value: sub(mul(z, levels), 0.5 - levels * center),
    logDet: rows(z, logDet),
  });
  const inverse = (x: Tensor, { rng }: Call) => {
    const noise = rng ? randomUniform(rng, x.shape) : 0.5;
    const unit = mul(add(x, noise), 1 / levels);
    return { value: center === 0 ? unit : sub(unit, center), logDet: rows(x, -logDet) };
  };
  const scaled = (factor: number) => (dValue: Tensor) => ({ dx: mul(dValue, factor), gradients: new Map() });
  return defineBijector({
    kind: 'uniformDequantise',
    dataShape,
    recomputable: false,
    forward,
    inverse,
    forwardPullback: (z) =>
      createPullback(
        tidy(() => forward(z)),
        scaled(levels),
        () => {},
      ),
    inversePullback: (x, call) =>
      createPullback(
        tidy(() => inverse(x, call)),
        scaled(1 / levels),
        () => {},
      ),
    // The default is not written: models saved before there was a choice keep their bytes.
    config: () => ({ shape: [...dataShape], levels, ...(center !== 0 && { center }) }),
  });
}

export const uniformDequantiseFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return uniformDequantise({
    shape: read.numbers('shape'),
    levels: read.number('levels'),
    ...(read.has('center') && { center: read.number('center') }),
  });
};
