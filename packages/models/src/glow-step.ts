import type { Rng } from '@flow/backend';
import {
  actNorm,
  additiveCoupling,
  affineCoupling,
  type Bijector,
  type ConditionerSizes,
  glowNet,
  invertibleLinear,
  type LogScale,
  randomPermutation,
  reversePermutation,
  type Shape,
} from '@flow/layers';
import { listedFromData } from './listed-from-data.ts';
import { noSuch } from './preset-options.ts';

export type GlowStepOptions = {
  /** Channels of the hidden layers of each coupling's network; 512 in the paper. */
  readonly hidden: number;
  readonly coupling: 'affine' | 'additive';
  /**
   * How channels are mixed before a coupling: `conv1x1`, a trained matrix W; `plu`, W by its factors P L U (section
   * 3.2); `shuffle` and `reverse`, the fixed orders that the paper compares it with (section 5, figure 3).
   */
  readonly permutation: 'conv1x1' | 'plu' | 'shuffle' | 'reverse';
  /**
   * Where the released code is not the paper (x -> z): `code` shifts, then scales by σ(r + 2) (model.py,
   * revnet2d_step); `paper` scales by exp(r), then shifts (table 1).
   */
  readonly variant: 'code' | 'paper';
  /**
   * How the coupling's log-scale is made, by default as the variant has it: `inverseSigmoid` of the code only shrinks
   * on the way from x to z, so that it is slow to learn data that fill little of their space, and its inverse can
   * overflow; `exp` of the paper learns them fast and may overflow in training; `bounded` does neither; `sigmoid`
   * only stretches from x to z.
   */
  readonly logScale?: LogScale;
  /** A further channel tells the first convolution of each network where the picture ends (tfops.py, add_edge_padding). */
  readonly edgeBias: boolean;
  /** Width of a context that each network sees beside the channels of each pixel. */
  readonly context?: number;
};

/** One step of flow: from x to z actNorm, mixing of channels, coupling (Kingma and Dhariwal 2018, figure 2a). */
export function glowStep(shape: Shape, options: GlowStepOptions, rng: Rng): Bijector {
  return listedFromData([
    ['actNorm', actNorm({ shape })],
    ['permutation', mixing(shape, options, rng.fork('permutation'))],
    ['coupling', coupling(shape, options, rng.fork('coupling'))],
  ]);
}

function mixing(shape: Shape, { permutation }: GlowStepOptions, rng: Rng): Bijector {
  if (permutation === 'conv1x1') return invertibleLinear({ shape, parametrisation: 'dense', rng });
  if (permutation === 'plu') return invertibleLinear({ shape, parametrisation: 'plu', rng });
  if (permutation === 'shuffle') return randomPermutation({ shape }, rng);
  if (permutation === 'reverse') return reversePermutation({ shape });
  throw noSuch('permutation', ['conv1x1', 'plu', 'shuffle', 'reverse'], permutation);
}

/** The first half of the channels moves the second. */
function coupling(
  shape: Shape,
  { coupling, variant, logScale, hidden, edgeBias, context = 0 }: GlowStepOptions,
  rng: Rng,
): Bijector {
  const conditioner = (sizes: ConditionerSizes) => glowNet({ ...sizes, hidden, edgeBias, context, rng });
  const both = { shape, mask: 'firstHalf', conditioner } as const;
  if (coupling === 'additive') return additiveCoupling(both);
  if (coupling !== 'affine') throw noSuch('coupling', ['affine', 'additive'], coupling);
  // z = (x − t)·σ(r + 2) is x = z / σ(r + 2) + t: what is first from x to z is last from z to x.
  if (variant === 'code') {
    return affineCoupling({ ...both, logScale: logScale ?? 'inverseSigmoid', order: 'scaleFirst' });
  }
  // z = x·exp(−r) − t is x = (z + t)·exp(r).
  if (variant === 'paper') {
    return affineCoupling({ ...both, logScale: logScale ?? 'exp', order: 'shiftFirst' });
  }
  throw noSuch('variant', ['code', 'paper'], variant);
}
