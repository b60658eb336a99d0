import type { Rng } from '@flow/backend';
import {
  affineCoupling,
  type Bijector,
  batchNorm,
  chain,
  type PixelMask,
  residualConvNet,
  type Shape,
} from '@flow/layers';
import { noSuch } from './preset-options.ts';

export type MaskedCouplingOptions = {
  /** Residual blocks of each coupling's network; default 2, in the paper 4 for pictures of 32x32. */
  readonly blocks: number;
  /**
   * Channels of the networks at the first scale, before its squeeze; twice as many behind the squeeze and twice as many
   * at the next scale. Default 32, as in the paper.
   */
  readonly channels: number;
  /**
   * Where the released code is not the paper (x -> z): `code` is (x + t)·exp(s), and the batch normalisation behind a
   * coupling sees what it moved (masked_conv_aff_coupling, conv_ch_aff_coupling); `paper` is x·exp(s) + t (eq. 8), and
   * the normalisation sees the whole output (section 3.7).
   */
  readonly variant: 'code' | 'paper';
  /**
   * Batch normalisation behind each coupling and in its network; default true. Without it rows do not depend on each
   * other in training: several workers may share a batch, and it may be as small as one row.
   */
  readonly batchNorm: boolean;
  /** Width of a context that each network sees. */
  readonly context: number;
};

/** Of the code, too: its share of a batch in the running statistics, and what it adds to variances. */
const NORMALISATION = { momentum: 0.1, epsilon: 1e-4, affine: false } as const;

/**
 * From x to z an affine coupling and, unless it is switched off, batch normalisation. The log-scale is g·tanh(·), where g starts at 0 for
 * checkerboards and at 1 for channels.
 */
export function maskedCoupling(
  shape: Shape,
  mask: PixelMask | 'firstHalf' | 'secondHalf',
  { blocks, channels, variant, batchNorm: normalises, context }: MaskedCouplingOptions,
  rng: Rng,
): Bijector {
  if (variant !== 'code' && variant !== 'paper') throw noSuch('variant', ['code', 'paper'], variant);
  const masked = mask === 'evenPixels' || mask === 'oddPixels';
  const coupling = affineCoupling({
    shape,
    mask,
    // The network bounds its log-scales itself.
    logScale: 'exp',
    // z = (x − t)·exp(−s) is x = z·exp(s) + t, and z = x·exp(−s) − t is x = (z + t)·exp(s).
    order: variant === 'code' ? 'scaleFirst' : 'shiftFirst',
    conditioner: (sizes) =>
      residualConvNet({
        ...sizes,
        ...{
          hidden: channels,
          blocks,
          masked,
          tanhGain: masked ? 0 : 1,
          batchNorm: normalises,
          context,
          rng,
        },
      }),
  });
  if (!normalises) return chain([coupling], { names: ['coupling'] });
  const norm = batchNorm({ shape, ...NORMALISATION, ...(variant === 'code' && { mask }) });
  return chain([norm, coupling], { names: ['norm', 'coupling'] });
}
