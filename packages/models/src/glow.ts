import { createRng, FlowError, type Rng } from '@flow/backend';
import {
  type Bijector,
  chain,
  dequantisationFlow,
  multiScale,
  type Shape,
  sizeOf,
  squeeze,
  uniformDequantise,
  variationalDequantise,
  zeroConv,
} from '@flow/layers';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { type GlowStepOptions, glowStep } from './glow-step.ts';
import { listedFromData } from './listed-from-data.ts';
import { checkPicture } from './picture-shape.ts';
import { checkWhole, noSuch } from './preset-options.ts';

const NOT_BUILT = 'Glow cannot be built so.';

export type GlowOptions = Partial<Omit<GlowStepOptions, 'context'>> & {
  /** [height, width, channels] of a picture: both sides divisible by 2^levels, 1 to 4 channels. */
  readonly shape: Shape;
  /** L: how often a picture is squeezed; default 3. */
  readonly levels?: number;
  /** K: steps of flow at each level; default 8, in the paper 32. */
  readonly steps?: number;
  /** A mean and a spread of its own for each number of the coarsest latent; default true. */
  readonly learnTop?: boolean;
  /** Makes a conditional density of so many classes: `labels`, or a one-hot context, say which. */
  readonly classes?: number;
  /**
   * What the class reaches: `top` (default) is the prior of the coarsest latent alone, a mean and a spread for each
   * class, as in the released code; `everywhere` is also each coupling's network and the priors of what leaves at each
   * level, which tells classes apart far better and costs more time a step.
   */
  readonly classesIn?: 'top' | 'everywhere';
  /** The data are integers 0..2^bits − 1; default 8. `reduceBits` makes them from pixels. */
  readonly bits?: number;
  /**
   * The noise that makes integers continuous: `uniform` (default), or `variational`, drawn by a conditional flow that is
   * trained with the rest (`variationalDequantise`). What is reported is a bound on the log-probability in both cases,
   * with `variational` a tighter one for about twice the time a step.
   */
  readonly dequantisation?: 'uniform' | 'variational';
  /** Draws the first weights. */
  readonly seed?: number;
};

/**
 * Glow: at each of L levels the picture is squeezed (2x2 pixels become one of four times the channels), goes through
 * K steps of actNorm, mixing of channels and coupling, and gives half of its channels to the latent, normalised by
 * what the other half says of them. Data are integers; latents come from (x + u)/2^bits − ½.
 *
 * `variant: 'code'` (default) is the code released with the paper, github.com/openai/glow; `'paper'` the paper's word
 * where that differs (`GlowStepOptions`). Source: Kingma and Dhariwal 2018 (arXiv 1807.03039), figure 2.
 *
 * @throws not-initialized, invalid-argument, shape-mismatch where the picture cannot be squeezed so often
 * @example
 * ```ts
 * const flow = glow({ shape: [8, 8, 1], levels: 2, steps: 2, hidden: 8, seed: 1 });
 * flow.latentLayout.map(({ shape }) => shape); // [[2, 2, 8], [4, 4, 2]]
 * ```
 */
export function glow({
  shape,
  levels = 3,
  steps = 8,
  hidden = 64,
  coupling = 'affine',
  permutation = 'conv1x1',
  variant = 'code',
  logScale,
  edgeBias = false,
  learnTop = true,
  classes,
  classesIn = 'top',
  bits = 8,
  dequantisation = 'uniform',
  seed = 0,
}: GlowOptions): Flow {
  checkWhole('levels', levels, { least: 1, most: 16, message: NOT_BUILT });
  checkWhole('steps', steps, { least: 1, message: NOT_BUILT });
  checkWhole('hidden', hidden, { least: 1, message: NOT_BUILT });
  checkWhole('bits', bits, { least: 1, most: 8, message: NOT_BUILT });
  if (classes !== undefined) checkWhole('classes', classes, { least: 2, message: NOT_BUILT });
  const context = contextOf(classes, classesIn);
  checkPicture(shape, {
    halved: levels,
    option: 'levels',
    count: levels,
    notAPicture: 'Glow takes pictures.',
    notBuilt: NOT_BUILT,
  });
  const rng = createRng(seed);
  const step = { hidden, coupling, permutation, variant, ...(logScale && { logScale }), edgeBias, context };
  // From the finest level, where x is, to the coarsest: as the paper lists them.
  const paper: Bijector[] = [];
  for (let [level, own] = [0, shape]; level < levels; level++) {
    const squeezed = glowLevel(own, steps, step, rng.fork(level));
    paper.push(squeezed);
    const [height, width, channels] = squeezed.latentShape as [number, number, number];
    own = [height, width, channels / 2];
  }
  const pictures = multiScale({
    levels: paper.toReversed(),
    split: context === 0 ? 'learned' : (sizes) => zeroConv({ ...sizes, context }),
    top: classes === undefined ? (learnTop ? 'learned' : 'plain') : 'classes',
    ...(classes !== undefined && { classes }),
  });
  const integers = integerLayer(dequantisation, shape, 2 ** bits, rng.fork('dequantisation'));
  return createFlow({
    bijector: chain([pictures, integers], { names: ['pictures', 'integers'] }),
    data: { features: sizeOf(shape), shape, quantization: { levels: 2 ** bits } },
  });
}

/** @throws invalid-argument */
function integerLayer(
  dequantisation: 'uniform' | 'variational',
  shape: Shape,
  levels: number,
  rng: Rng,
): Bijector {
  const options = { shape, levels, center: 0.5 };
  if (dequantisation === 'uniform') return uniformDequantise(options);
  if (dequantisation === 'variational') {
    return variationalDequantise({ ...options, noise: dequantisationFlow({ shape, rng }) });
  }
  throw noSuch('dequantisation', ['uniform', 'variational'], dequantisation);
}

/** How wide a context the networks see. @throws invalid-argument */
function contextOf(classes: number | undefined, classesIn: 'top' | 'everywhere'): number {
  if (classesIn === 'top') return 0;
  if (classesIn !== 'everywhere') throw noSuch('classesIn', ['top', 'everywhere'], classesIn);
  if (classes !== undefined) return classes;
  throw new FlowError('invalid-argument', {
    argument: 'classesIn',
    message: 'There are no classes that could be anywhere.',
    expected: 'classes beside it',
    received: 'no classes',
  });
}

/** Squeeze and K steps of flow, of which the paper's first is our last: `forward` is its z -> x. */
function glowLevel(shape: Shape, count: number, options: GlowStepOptions, rng: Rng): Bijector {
  const pixels = squeeze({ shape });
  const steps = listedFromData(
    Array.from({ length: count }, (_, k) => [String(k), glowStep(pixels.latentShape, options, rng.fork(k))]),
  );
  return listedFromData([
    ['squeeze', pixels],
    ['steps', steps],
  ]);
}
