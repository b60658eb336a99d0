import {
  createParameter,
  createRng,
  type GlowNetworkParameters,
  glowNetwork,
  type Parameter,
  type ParameterGroup,
  type Rng,
  randomNormal,
} from '@flow/backend';
import { dispose, mul, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerConfig, ConditionerPullback } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { type ExtraChannels, splitGradient, withExtraChannels } from './extra-channels.ts';
import { startGlowNet } from './glow-net-start.ts';
import {
  gradientsByVariable,
  gradientsInOrder,
  type ParameterRecord,
  variablesOf,
} from './parameter-record.ts';
import { checkPictureSpace, checkSize, type Shape } from './shape.ts';
import { recordedValue } from './tape.ts';

export type GlowNetOptions = {
  /** Channels of the input. */
  readonly inputs: number;
  /** Channels of the output. */
  readonly outputs: number;
  /** [height, width] */
  readonly space: Shape;
  /** Channels of both hidden layers; 512 in the paper. */
  readonly hidden: number;
  /** Gives the first convolution a channel of ones, which tells it where the picture ends: beyond the border it reads 0. */
  readonly edgeBias?: boolean;
  /** Width of a context vector, which is put beside the channels of each pixel. */
  readonly context?: number;
  /** The context is a picture [height, width, context], each pixel of which is put beside its own; default false. */
  readonly pixelContext?: boolean;
  /** Draws the first weights. */
  readonly rng: Rng;
};

const HIDDEN_SPREAD = 0.05;

/**
 * The network inside Glow's couplings, on pictures: with 3x3, 1x1 and 3x3 convolutions that keep the size,
 *
 *   h₁ = relu((conv₁(x) + t₁) ⊙ exp(s₁)),  h₂ = relu((conv₂(h₁) + t₂) ⊙ exp(s₂)),  y = (conv₃(h₂) + b) ⊙ exp(3s₃).
 *
 * Hidden weights start from N(0, 0.05²), the last convolution at zero, so that a coupling built on it starts as the
 * identity. `initialize` gives the hidden channels mean 0 and variance 1 over the first batch, once (the flag is saved).
 *
 * Source: Kingma and Dhariwal 2018 (arXiv 1807.03039), section 5, and the code released with it.
 *
 * @returns a conditioner [height, width, inputs] -> [height, width, outputs]
 * @throws invalid-argument
 * @example
 * ```ts
 * const rng = createRng(0);
 * const layer = affineCoupling({
 *   shape: [4, 4, 12],
 *   mask: 'firstHalf',
 *   conditioner: (sizes) => glowNet({ ...sizes, hidden: 32, rng }),
 * });
 * ```
 */
export function glowNet(options: GlowNetOptions): Conditioner {
  return buildGlowNet(options, false);
}

export const glowNetFromConfig: FromConfig<Conditioner, ConditionerConfig> = (config) => {
  const read = readConfig(config);
  const options = {
    inputs: read.number('inputs'),
    outputs: read.number('outputs'),
    space: read.numbers('space'),
    hidden: read.number('hidden'),
    edgeBias: read.boolean('edgeBias'),
    context: read.number('context'),
    ...(read.has('pixelContext') && { pixelContext: read.boolean('pixelContext') }),
    rng: createRng(0),
  };
  return buildGlowNet(options, read.boolean('initialized'));
};

type Named = ParameterRecord<keyof GlowNetworkParameters>;

function buildGlowNet(
  {
    inputs,
    outputs,
    space,
    hidden,
    edgeBias = false,
    context = 0,
    pixelContext = false,
    rng,
  }: GlowNetOptions,
  wasInitialized: boolean,
): Conditioner {
  checkSize('inputs', inputs);
  checkSize('outputs', outputs);
  checkSize('hidden', hidden);
  checkSize('context', context, 0);
  const sides = checkPictureSpace('glowNet', space);
  const extra: ExtraChannels = { inputs, ones: edgeBias, context, perPixel: pixelContext };
  const named = glowParameters(inputs + Number(edgeBias) + context, hidden, outputs, rng);
  const variables = variablesOf(named);
  let initialized = wasInitialized;
  return {
    kind: 'glowNet',
    inputShape: [...sides, inputs],
    outputShape: [...sides, outputs],
    ...(context > 0 && { contextShape: pixelContext ? [...sides, context] : [context] }),
    parameters: Object.values(named),
    apply: (input, call) => tidy(() => applyRecorded(withExtraChannels(input, extra, call), named)),
    initialize(input, call) {
      if (initialized) return;
      tidy(() => startGlowNet(withExtraChannels(input, extra, call), variables));
      initialized = true;
    },
    pullback(input, call) {
      const joined = withExtraChannels(input, extra, call);
      const run = glowPullback(joined, named, extra);
      if (joined !== input) dispose(joined);
      return run;
    },
    config: () => ({
      kind: 'glowNet',
      inputs,
      outputs,
      space: [...sides],
      hidden,
      edgeBias,
      context,
      // Models saved before there was a choice keep their bytes.
      ...(pixelContext && { pixelContext }),
      initialized,
    }),
    dispose: () => dispose(Object.values(variables)),
  };
}

function glowParameters(inputs: number, hidden: number, outputs: number, rng: Rng): Named {
  const drawn = (path: string, shape: number[]) =>
    createParameter(path, 'weight', shape, () => mul(randomNormal(rng, shape), HIDDEN_SPREAD));
  const zero = (path: string, group: ParameterGroup, ...shape: number[]): Parameter =>
    createParameter(path, group, shape, () => zeros(shape));
  return {
    kernel1: drawn('conv1.kernel', [3, 3, inputs, hidden]),
    shift1: zero('norm1.shift', 'bias', hidden),
    logScale1: zero('norm1.logScale', 'scale', hidden),
    kernel2: drawn('conv2.kernel', [1, 1, hidden, hidden]),
    shift2: zero('norm2.shift', 'bias', hidden),
    logScale2: zero('norm2.logScale', 'scale', hidden),
    kernel3: zero('conv3.kernel', 'weight', 3, 3, hidden, outputs),
    bias3: zero('conv3.bias', 'bias', outputs),
    logScale3: zero('conv3.logScale', 'scale', outputs),
  };
}

function applyRecorded(x: Tensor, named: Named): Tensor {
  const variables = variablesOf(named);
  return recordedValue(
    [x, ...Object.values(variables)],
    ([input]) => glowNetwork.apply(input as Tensor, variables),
    ([input], dy) => {
      const { dx, gradients } = glowNetwork.backward({ x: input as Tensor }, variables, dy);
      return [dx, ...gradientsInOrder(named, gradients)];
    },
  );
}

function glowPullback(x: Tensor, named: Named, extra: ExtraChannels): ConditionerPullback {
  const variables = variablesOf(named);
  const { value, saved } = glowNetwork.applySaving(x, variables);
  return {
    value,
    pullback(dValue) {
      const { dx, gradients } = glowNetwork.backward(saved, variables, dValue);
      saved.dispose();
      return { ...splitGradient(dx, extra), gradients: gradientsByVariable(named, gradients) };
    },
    dispose: () => saved.dispose(),
  };
}
