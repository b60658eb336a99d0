import {
  createParameter,
  createRng,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  type Parameter,
  type Rng,
} from '@flow/backend';
import {
  add,
  concat,
  dispose,
  div,
  matMul,
  mean,
  mul,
  ones,
  sigmoid,
  slice,
  sqrt,
  square,
  sub,
  type Tensor,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerConfig } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { type DenseParameters, denseParameters } from './dense-parameters.ts';
import { checkSize, checkWord } from './shape.ts';

/** The function between the layers of a residual network. */
export type ResidualActivation = HiddenActivation | 'silu';

export type ResidualMlpOptions = {
  readonly inputs: number;
  readonly outputs: number;
  /** Width of the residual stream. */
  readonly hidden: number;
  readonly blocks?: number;
  readonly activation?: ResidualActivation;
  /** Normalises each row at the start of each block (Ba et al. 2016, arXiv 1607.06450). */
  readonly layerNorm?: boolean;
  /** Width of a context vector. */
  readonly context?: number;
  /**
   * How the context enters: `concat` beside the input, or `film`, a scale and a shift of each block's hidden
   * values made from it (Perez et al. 2018, arXiv 1709.07871, eq. 2).
   */
  readonly contextMode?: 'concat' | 'film';
  /** Draws the first weights. */
  readonly rng: Rng;
};

const CONTEXT_MODES = ['concat', 'film'] as const;
const LAYER_NORM_EPSILON = 1e-5;

const activations: Readonly<Record<ResidualActivation, (x: Tensor) => Tensor>> = {
  relu: HIDDEN_ACTIVATIONS.relu.apply,
  tanh: HIDDEN_ACTIVATIONS.tanh.apply,
  sigmoid: HIDDEN_ACTIVATIONS.sigmoid.apply,
  elu: HIDDEN_ACTIVATIONS.elu.apply,
  leakyRelu: HIDDEN_ACTIVATIONS.leakyRelu.apply,
  softplus: HIDDEN_ACTIVATIONS.softplus.apply,
  silu: (x) => mul(x, sigmoid(x)),
};
const ACTIVATION_NAMES = Object.keys(activations) as ResidualActivation[];

/**
 * A residual perceptron: h₀ = W_in [input, context] + b, hₖ = hₖ₋₁ + W₂ a(film(W₁ a(norm(hₖ₋₁)) + b₁)) + b₂,
 * output = W_out a(h) + b_out with W_out at zero, so that a coupling built on it starts as the identity.
 *
 * Source: He et al. 2016, "Identity mappings in deep residual networks" (arXiv 1603.05027), figure 1b.
 *
 * @throws invalid-argument
 * @example
 * ```ts
 * const net = residualMlp({ inputs: 2, outputs: 4, hidden: 64, blocks: 2, layerNorm: true, rng: createRng(0) });
 * ```
 */
export function residualMlp(options: ResidualMlpOptions): Conditioner {
  const { inputs, outputs, hidden, blocks = 2, activation = 'relu', layerNorm = false } = options;
  const { context = 0, contextMode = 'concat', rng } = options;
  checkSize('inputs', inputs);
  checkSize('outputs', outputs);
  checkSize('hidden', hidden);
  checkSize('blocks', blocks, 0);
  checkSize('context', context, 0);
  checkWord('activation', activation, ACTIVATION_NAMES);
  checkWord('contextMode', contextMode, CONTEXT_MODES);
  const isBeside = context > 0 && contextMode === 'concat';
  const isFilm = context > 0 && contextMode === 'film';
  const enter = denseParameters('in', isBeside ? inputs + context : inputs, hidden, rng);
  const parts = Array.from({ length: blocks }, (_, i) => ({
    norm: layerNorm ? normParameters(`${i}.norm`, hidden) : undefined,
    first: denseParameters(`${i}.first`, hidden, hidden, rng),
    film: isFilm ? denseParameters(`${i}.film`, context, 2 * hidden) : undefined,
    second: denseParameters(`${i}.second`, hidden, hidden, rng),
  }));
  const leave = denseParameters('out', hidden, outputs);
  const parameters = [
    ...listed(enter),
    ...parts.flatMap(({ norm, first, film, second }) => [
      ...(norm ? [norm.gain, norm.shift] : []),
      ...listed(first),
      ...(film ? listed(film) : []),
      ...listed(second),
    ]),
    ...listed(leave),
  ];
  const act = activations[activation];
  return {
    kind: 'residualMlp',
    inputShape: [inputs],
    outputShape: [outputs],
    ...(context > 0 && { contextShape: [context] }),
    parameters,
    apply: (input, { context: given }) =>
      tidy(() => {
        const start = apply(enter, isBeside && given ? concat([input, given], 1) : input);
        const end = parts.reduce((h, { norm, first, film, second }) => {
          const inner = apply(first, act(norm ? normaliseRows(h, norm) : h));
          const moved = film && given ? modulate(inner, apply(film, given), hidden) : inner;
          return add(h, apply(second, act(moved)));
        }, start);
        return apply(leave, act(end));
      }),
    config: () => ({
      kind: 'residualMlp',
      inputs,
      outputs,
      hidden,
      blocks,
      activation,
      layerNorm,
      context,
      contextMode,
    }),
    dispose: () => dispose(parameters.map(({ variable }) => variable)),
  };
}

export const residualMlpFromConfig: FromConfig<Conditioner, ConditionerConfig> = (config) => {
  const read = readConfig(config);
  return residualMlp({
    inputs: read.number('inputs'),
    outputs: read.number('outputs'),
    hidden: read.number('hidden'),
    blocks: read.number('blocks'),
    activation: checkWord('activation', read.string('activation'), ACTIVATION_NAMES),
    layerNorm: read.boolean('layerNorm'),
    context: read.number('context'),
    contextMode: checkWord('contextMode', read.string('contextMode'), CONTEXT_MODES),
    rng: createRng(0),
  });
};

type Norm = { readonly gain: Parameter; readonly shift: Parameter };

function normParameters(path: string, width: number): Norm {
  return {
    gain: createParameter(`${path}.gain`, 'scale', [width], () => ones([width])),
    shift: createParameter(`${path}.shift`, 'bias', [width], () => zeros([width])),
  };
}

const listed = ({ kernel, bias }: DenseParameters): Parameter[] => [kernel, bias];

function apply({ kernel, bias }: DenseParameters, x: Tensor): Tensor {
  return add(matMul(x, kernel.variable), bias.variable);
}

function normaliseRows(h: Tensor, { gain, shift }: Norm): Tensor {
  const centered = sub(h, mean(h, 1, true));
  const spread = sqrt(add(mean(square(centered), 1, true), LAYER_NORM_EPSILON));
  return add(mul(div(centered, spread), gain.variable), shift.variable);
}

/** h ⊙ (1 + scale) + shift, with [scale | shift] made from the context. */
function modulate(h: Tensor, film: Tensor, width: number): Tensor {
  return add(mul(h, add(slice(film, [0, 0], [-1, width]), 1)), slice(film, [0, width], [-1, -1]));
}
