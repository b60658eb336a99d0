import { createRng, FlowError, type Rng } from '@flow/backend';
import {
  type Bijector,
  chain,
  logit,
  multiScale,
  permutation,
  type Shape,
  sizeOf,
  squeeze,
  uniformDequantise,
} from '@flow/layers';
import { type ConditioningOptions, conditioningOf } from './conditioning.ts';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { listedFromData } from './listed-from-data.ts';
import { type MaskedCouplingOptions, maskedCoupling } from './masked-coupling.ts';
import { checkPicture } from './picture-shape.ts';
import { checkSwitch, checkWhole } from './preset-options.ts';

export type RealNvpImageOptions = Partial<Omit<MaskedCouplingOptions, 'context'>> &
  ConditioningOptions & {
    /** [height, width, channels] of a picture: both sides divisible by 2^(scales − 1), 1 to 4 channels. */
    readonly shape: Shape;
    /** Default 2; the paper stops at pictures of 4x4. */
    readonly scales?: number;
    /** The data are integers 0..2^bits − 1; default 8. */
    readonly bits?: number;
    /** Draws the first weights. */
    readonly seed?: number;
  };

/** The margin α of the logit: a half of 1 − data_constraint in the released code. */
const ALPHA = 0.05;

const NOT_BUILT = 'This RealNVP cannot be built.';

/**
 * RealNVP on pictures: at each scale but the last three couplings with checkerboard masks, a squeeze (2x2 pixels become
 * one of four times the channels) and three couplings of halves of the channels; then half of the channels go to the
 * latent and the rest to the next scale. The last scale has four couplings with checkerboard masks. Each coupling is
 * followed by batch normalisation, so that rows depend on each other in training: `rowIndependent` is false (with
 * `batchNorm: false` it is true). Latents come from logit(α + (1 − 2α)·(x + u)/2^bits) with α = 0.05.
 *
 * `variant: 'code'` (default) is the code released with the paper, tensorflow/models, research/real_nvp; `'paper'` the
 * paper's word where that differs (`MaskedCouplingOptions`, and 1 − α for 1 − 2α).
 * Source: Dinh, Sohl-Dickstein and Bengio 2017 (arXiv 1605.08803), sections 3.6 and 4.1.
 *
 * @throws not-initialized, invalid-argument, shape-mismatch where the picture cannot be squeezed so often
 * @example
 * ```ts
 * const flow = realNVPImage({ shape: [8, 8, 1], scales: 2, blocks: 1, channels: 4, seed: 1 });
 * flow.latentLayout.map(({ shape }) => shape); // [[4, 4, 2], [4, 4, 2]]
 * ```
 */
export function realNVPImage({
  shape,
  scales = 2,
  blocks = 2,
  channels = 32,
  variant = 'code',
  batchNorm = true,
  classes,
  classesIn,
  context,
  bits = 8,
  seed = 0,
}: RealNvpImageOptions): Flow {
  checkWhole('scales', scales, { least: 1, most: 16, message: NOT_BUILT });
  checkWhole('blocks', blocks, { least: 1, message: NOT_BUILT });
  checkWhole('channels', channels, { least: 1, message: NOT_BUILT });
  checkWhole('bits', bits, { least: 1, most: 8, message: NOT_BUILT });
  checkSwitch('batchNorm', batchNorm, NOT_BUILT);
  checkPicture(shape, {
    halved: scales - 1,
    option: 'scales',
    count: scales,
    notAPicture: 'realNVPImage takes pictures; for vectors there is realNVP.',
    notBuilt: NOT_BUILT,
  });
  checkLastScale(shape, scales);
  const given = conditioningOf({ classes, classesIn, context }, NOT_BUILT);
  const rng = createRng(seed);
  // From the finest scale, where x is, to the coarsest: as the paper lists them.
  const paper: Bijector[] = [];
  for (let [scale, own] = [0, shape]; scale < scales; scale++) {
    const options = { blocks, channels: channels * 2 ** scale, variant, batchNorm, context: given.nets };
    const isLast = scale === scales - 1;
    paper.push((isLast ? lastScale : innerScale)(own, options, rng.fork(scale)));
    const [height, width, depth] = own as [number, number, number];
    own = [height / 2, width / 2, 2 * depth];
  }
  const pictures = multiScale({
    levels: paper.toReversed(),
    split: 'plain',
    ...(given.top > 0 ? { top: 'classes', classes: given.top } : { top: 'plain' }),
  });
  const levels = 2 ** bits;
  const unit = logit({ shape, alpha: ALPHA, margin: variant === 'code' ? 'both' : 'low' });
  return createFlow({
    bijector: chain([pictures, unit, uniformDequantise({ shape, levels })], {
      names: ['pictures', 'logit', 'integers'],
    }),
    data: { features: sizeOf(shape), shape, quantization: { levels } },
  });
}

/**
 * Three couplings of pixels, squeeze, three of channels, and the order of channels in which the first half stays: the
 * top left and the bottom right pixels of the blocks, before the top right and the bottom left ones.
 */
function innerScale(shape: Shape, options: MaskedCouplingOptions, rng: Rng): Bijector {
  const pixels = squeeze({ shape });
  const squeezed = pixels.latentShape;
  const wide = { ...options, channels: 2 * options.channels };
  const of = (masks: readonly Mask[], own: Shape, settings: MaskedCouplingOptions, name: string) =>
    masks.map(
      (mask, k) => [`${name}${k}`, maskedCoupling(own, mask, settings, rng.fork(name).fork(k))] as const,
    );
  return listedFromData([
    ...of(['evenPixels', 'oddPixels', 'evenPixels'], shape, options, 'pixels'),
    ['squeeze', pixels],
    ...of(['firstHalf', 'secondHalf', 'firstHalf'], squeezed, wide, 'channels'),
    ['order', permutation(orderOfPixels(shape), { shape: squeezed })],
  ]);
}

function lastScale(shape: Shape, options: MaskedCouplingOptions, rng: Rng): Bijector {
  const masks = ['evenPixels', 'oddPixels', 'evenPixels', 'oddPixels'] as const;
  return listedFromData(
    masks.map((mask, k) => [`pixels${k}`, maskedCoupling(shape, mask, options, rng.fork('pixels').fork(k))]),
  );
}

type Mask = Parameters<typeof maskedCoupling>[1];

/** Squeezed channel 4c + 2dy + dx goes to p·channels + c, p the place of (dy, dx) in the checkerboard's order. */
function orderOfPixels(shape: Shape): number[] {
  const channels = shape[2] as number;
  /** The pixels 2dy + dx: top left, top right, bottom left, bottom right, by their place in the other order. */
  const places = [0, 2, 3, 1];
  return Array.from({ length: 4 * channels }, (_, squeezed) => {
    const place = places[squeezed % 4] as number;
    return place * channels + Math.floor(squeezed / 4);
  });
}

/** A checkerboard divides two pixels or more. @throws invalid-argument */
function checkLastScale(shape: Shape, scales: number): void {
  const [height, width] = shape as [number, number, number];
  const side = 2 ** (scales - 1);
  if (height * width > side * side) return;
  throw new FlowError('invalid-argument', {
    argument: 'scales',
    message: 'At the last scale one pixel is left, which no checkerboard divides: take fewer scales.',
    expected: '2 pixels or more',
    received: `${scales} scales of [${shape}]`,
  });
}
