import { FlowError, type Rng } from '@flow/backend';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import type { ConditionerSizes } from './conditioner.ts';
import { affineCoupling } from './coupling.ts';
import { glowNet } from './glow-net.ts';
import { invert } from './invert.ts';
import { checkPictureSpace, checkShape, checkSize, type Shape } from './shape.ts';
import { sigmoid } from './sigmoid.ts';

export type DequantisationFlowOptions = {
  /** [height, width, channels] of the pictures. */
  readonly shape: Shape;
  /** Affine couplings on checkerboards, which take turns; default 4. */
  readonly couplings?: number;
  /** Channels of the hidden layers of their networks; default 32. */
  readonly hidden?: number;
  /** Draws the first weights. */
  readonly rng: Rng;
};

/**
 * A conditional flow of noise in the unit cube for `variationalDequantise`: u = σ(c_K(... c_1(logit v))), affine couplings
 * on checkerboards whose networks see the picture, as the context, beside the noise that steers. Starts as the identity,
 * so that training starts from uniform noise and can only find better.
 *
 * Source: Ho et al. 2019 (Flow++, arXiv 1902.00275), section 3.1 and appendix, with Glow's networks.
 *
 * @returns a bijector on [batch, ...shape] in (0, 1) with a context [batch, ...shape]
 * @throws invalid-argument
 * @example
 * ```ts
 * const noise = dequantisationFlow({ shape: [4, 4, 1], couplings: 2, hidden: 4, rng: createRng(0) });
 * noise.contextShape; // [4, 4, 1]
 * ```
 */
export function dequantisationFlow({
  shape,
  couplings = 4,
  hidden = 32,
  rng,
}: DequantisationFlowOptions): Bijector {
  const space = checkShape('shape', shape);
  checkPictureSpace('dequantisationFlow', space.slice(0, -1));
  checkSize('couplings', couplings);
  const channels = space[2] as number;
  const layers = Array.from({ length: couplings }, (_, k) =>
    affineCoupling({
      shape: space,
      mask: k % 2 === 0 ? 'evenPixels' : 'oddPixels',
      conditioner: (sizes: ConditionerSizes) =>
        glowNet({ ...sizes, hidden, context: channels, pixelContext: true, rng: rng.fork(k) }),
    }),
  );
  const names = ['logit', ...layers.map((_, k) => String(k)), 'sigmoid'];
  return chain([invert(sigmoid({ shape: space })), ...layers, sigmoid({ shape: space })], { names });
}

/** @throws shape-mismatch where noise is not of this shape on both sides, or sees something else than the data */
export function checkNoise({ dataShape, latentShape, contextShape }: Bijector, shape: Shape): void {
  const wanted = shape.join();
  const fits = [dataShape, latentShape, contextShape ?? shape].every((side) => side.join() === wanted);
  if (fits) return;
  throw new FlowError('shape-mismatch', {
    argument: 'noise',
    message: 'The noise has the shape of the data, and sees them as its context.',
    expected: `[${shape}] on both sides, of the context too`,
    received: `[${latentShape}] -> [${dataShape}]${contextShape ? `, context [${contextShape}]` : ''}`,
  });
}
