import { FlowError } from '@flow/backend';
import { fill, type Tensor } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Pullback } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { createPullback } from './pullback.ts';
import { checkShape, checkWord, type Shape } from './shape.ts';
import { depthToSpace, type SqueezeOrder, spaceToDepth } from './space-to-depth.ts';

const ORDERS = ['glow', 'spaceToDepth', 'checkerboard'] as const satisfies readonly SqueezeOrder[];

export type SqueezeOptions = {
  /** The picture on the data side, [height, width, channels], height and width even. */
  readonly shape: Shape;
  /**
   * The channel of z that pixel (dy, dx) of a block puts its channel c at: `glow` (default) c·4 + dy·2 + dx, as the
   * code released with Glow; `spaceToDepth` (dy·2 + dx)·channels + c; `checkerboard` p·channels + c with the pixels p
   * in the order (0, 0), (1, 1), (0, 1), (1, 0), so that each half of the channels is one colour of a checkerboard, as
   * the code released with RealNVP before a part of the channels leaves.
   */
  readonly order?: SqueezeOrder;
};

/**
 * Trades space for channels: f⁻¹ turns each 2x2 block of pixels into one pixel of four times the channels,
 * [H, W, C] -> [H/2, W/2, 4C], so that a mixing of channels mixes neighbours; log|det J| = 0.
 *
 * Between `invert(squeeze(...))` and `squeeze(...)` of the order `checkerboard`, a coupling of the first or second half
 * of the channels is a coupling with a checkerboard mask.
 *
 * Source: Dinh et al. 2017 (arXiv 1605.08803), sections 3.4 and 3.6.
 *
 * @returns a bijector from [batch, H/2, W/2, 4C] (latent) to [batch, H, W, C] (data)
 * @throws invalid-argument; shape-mismatch where height or width is odd
 * @example
 * ```ts
 * const layer = squeeze({ shape: [2, 2, 1] });
 * layer.latentShape; // [1, 1, 4]
 * ```
 */
export function squeeze({ shape, order = 'glow' }: SqueezeOptions): Bijector {
  const dataShape = checkPicture(shape);
  checkWord('order', order, ORDERS);
  const [height, width, channels] = dataShape;
  const moved = (value: Tensor) => ({ value, logDet: fill([value.shape[0] as number], 0) });
  const movedBack = (value: Tensor, back: (dValue: Tensor) => Tensor): Pullback =>
    createPullback(
      moved(value),
      (dValue) => ({ dx: back(dValue), gradients: new Map() }),
      () => {},
    );
  return defineBijector({
    kind: 'squeeze',
    dataShape,
    latentShape: [height / 2, width / 2, 4 * channels],
    forward: (z) => moved(depthToSpace(z, order)),
    inverse: (x) => moved(spaceToDepth(x, order)),
    forwardPullback: (z) => movedBack(depthToSpace(z, order), (dx) => spaceToDepth(dx, order)),
    inversePullback: (x) => movedBack(spaceToDepth(x, order), (dz) => depthToSpace(dz, order)),
    pullbackFromOutput: (z, dz) => ({
      input: depthToSpace(z, order),
      dx: depthToSpace(dz, order),
      gradients: new Map(),
    }),
    config: () => ({ shape: dataShape, order }),
  });
}

export const squeezeFromConfig: FromConfig<Bijector, BijectorConfig> = (config) => {
  const read = readConfig(config);
  return squeeze({
    shape: read.numbers('shape'),
    order: checkWord('order', read.string('order'), ORDERS),
  });
};

/** @throws invalid-argument, shape-mismatch */
function checkPicture(shape: Shape): [number, number, number] {
  const [height = 0, width = 0, channels = 0, ...more] = checkShape('shape', shape);
  if (channels === 0 || more.length > 0) {
    throw new FlowError('invalid-argument', {
      argument: 'shape',
      message: 'squeeze takes pictures.',
      expected: '[height, width, channels]',
      received: `[${shape}]`,
    });
  }
  if (height % 2 === 0 && width % 2 === 0) return [height, width, channels];
  const even = [height + (height % 2), width + (width % 2), channels];
  throw new FlowError('shape-mismatch', {
    argument: 'shape',
    message:
      `squeeze halves height and width, so both must be even: pad the pictures to [${even}] ` +
      `(${height % 2} more row, ${width % 2} more column), or squeeze fewer times.`,
    expected: 'an even height and width',
    received: `[${shape}]`,
  });
}
