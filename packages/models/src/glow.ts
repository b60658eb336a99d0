import { createRng, type Rng } from '@flow/backend';
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
import { type ConditioningOptions, conditioningOf } from './conditioning.ts';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { type GlowStepOptions, glowStep } from './glow-step.ts';
import { listedFromData } from './listed-from-data.ts';
import { checkPicture } from './picture-shape.ts';
import { checkSwitch, checkWhole, noSuch } from './preset-options.ts';

const NOT_BUILT = 'Glow cannot be built so.';

export type GlowOptions = Partial<Omit<GlowStepOptions, 'context'>> &
  ConditioningOptions & {
    /** [height, width, channels] of a picture: both sides divisible by 2^levels, 1 to 4 channels. */
    readonly shape: Shape;
    /** L: how often a picture is squeezed; default 3. */
    readonly levels?: number;
    /** K: steps of flow at each level; default 8, in the paper 32. */
    readonly steps?: number;
    /** A mean and a spread of its own for each number of the coarsest latent, where there is no context; default true. */
    readonly learnTop?: boolean;
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
  classesIn,
  context,
  bits = 8,
  dequantisation = 'uniform',
  seed = 0,
}: GlowOptions): Flow {
  checkWhole('levels', levels, { least: 1, most: 16, message: NOT_BUILT });
  checkWhole('steps', steps, { least: 1, message: NOT_BUILT });
  checkWhole('hidden', hidden, { least: 1, message: NOT_BUILT });
  checkWhole('bits', bits, { least: 1, most: 8, message: NOT_BUILT });
  checkSwitch('edgeBias', edgeBias, NOT_BUILT);
  checkSwitch('learnTop', learnTop, NOT_BUILT);
  const given = conditioningOf({ classes, classesIn, context }, NOT_BUILT);
  checkPicture(shape, {
    halved: levels,
    option: 'levels',
    count: levels,
    notAPicture: 'Glow takes pictures.',
    notBuilt: NOT_BUILT,
  });
  const rng = createRng(seed);
  const scale = logScale && { logScale };
  const step = { hidden, coupling, permutation, variant, ...scale, edgeBias, context: given.nets };
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
    split: given.nets === 0 ? 'learned' : (sizes) => zeroConv({ ...sizes, context: given.nets }),
    ...(given.top > 0 ? { top: 'classes', classes: given.top } : { top: learnTop ? 'learned' : 'plain' }),
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
