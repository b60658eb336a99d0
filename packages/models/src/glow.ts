import { createRng, FlowError, type Rng } from '@flow/backend';
import {
  type Bijector,
  chain,
  multiScale,
  type Shape,
  sizeOf,
  squeeze,
  uniformDequantise,
} from '@flow/layers';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { type GlowStepOptions, glowStep } from './glow-step.ts';

export type GlowOptions = Partial<GlowStepOptions> & {
  /** [height, width, channels] of a picture: both sides divisible by 2^levels, 1 to 4 channels. */
  readonly shape: Shape;
  /** L: how often a picture is squeezed; default 3. */
  readonly levels?: number;
  /** K: steps of flow at each level; default 8, in the paper 32. */
  readonly steps?: number;
  /** A mean and a spread of its own for each number of the coarsest latent; default true. */
  readonly learnTop?: boolean;
  /** Makes a conditional density: the coarsest latent has a mean and a spread for each of so many classes. */
  readonly classes?: number;
  /** The data are integers 0..2^bits − 1; default 8. `reduceBits` makes them from pixels. */
  readonly bits?: number;
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
  bits = 8,
  seed = 0,
}: GlowOptions): Flow {
  checkWhole('levels', levels, 1, 16);
  checkWhole('steps', steps, 1);
  checkWhole('hidden', hidden, 1);
  checkWhole('bits', bits, 1, 8);
  if (classes !== undefined) checkWhole('classes', classes, 2);
  checkPicture(shape, levels);
  const rng = createRng(seed);
  const step = { hidden, coupling, permutation, variant, ...(logScale && { logScale }), edgeBias };
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
    split: 'learned',
    top: classes === undefined ? (learnTop ? 'learned' : 'plain') : 'classes',
    ...(classes !== undefined && { classes }),
  });
  const integers = uniformDequantise({ shape, levels: 2 ** bits, center: 0.5 });
  return createFlow({
    bijector: chain([pictures, integers], { names: ['pictures', 'integers'] }),
    data: { features: sizeOf(shape), shape, quantization: { levels: 2 ** bits } },
  });
}

/** Squeeze and K steps of flow, of which the paper's first is our last: `forward` is its z -> x. */
function glowLevel(shape: Shape, count: number, options: GlowStepOptions, rng: Rng): Bijector {
  const pixels = squeeze({ shape });
  const paper = Array.from({ length: count }, (_, k) => glowStep(pixels.latentShape, options, rng.fork(k)));
  const names = paper.map((_, k) => String(k));
  const steps = chain(paper.toReversed(), { names: names.toReversed() });
  return chain([steps, pixels], { names: ['steps', 'squeeze'] });
}

function checkPicture(shape: Shape, levels: number): void {
  const [height = 0, width = 0, channels = 0] = Array.isArray(shape) ? shape : [];
  if (shape?.length !== 3 || ![height, width, channels].every((n) => Number.isSafeInteger(n) && n > 0)) {
    throw new FlowError('invalid-argument', {
      argument: 'shape',
      message: 'Glow takes pictures.',
      expected: '[height, width, channels]',
      received: JSON.stringify(shape) ?? String(shape),
    });
  }
  checkWhole('shape[2]', channels, 1, 4);
  const side = 2 ** levels;
  if (height % side === 0 && width % side === 0) return;
  const padded = [height, width].map((length) => Math.ceil(length / side) * side);
  throw new FlowError('shape-mismatch', {
    argument: 'shape',
    message:
      `${levels} levels halve height and width ${levels} times, so ${side} must divide both: pad the pictures to ` +
      `${padded.join('x')} (padImages in @flow/datasets), or take fewer levels.`,
    expected: `a height and a width divisible by ${side}`,
    received: `[${shape}]`,
  });
}

function checkWhole(argument: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'Glow cannot be built so.',
    expected: `a whole number, ${least} ${most < Number.MAX_SAFE_INTEGER ? `to ${most}` : 'or more'}`,
    received: String(value),
  });
}
