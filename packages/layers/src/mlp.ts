import {
  createRng,
  type DenseLayer,
  denseNetwork,
  HIDDEN_ACTIVATIONS,
  type HiddenActivation,
  type Rng,
} from '@flow/backend';
import { concat, dispose, slice, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerConfig, ConditionerPullback } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { asDense } from './dense-conditioner.ts';
import { type DenseParameters, denseParameters } from './dense-parameters.ts';
import { checkSize, checkWord } from './shape.ts';
import { recordedValue } from './tape.ts';

export type MlpOptions = {
  readonly inputs: number;
  readonly outputs: number;
  /** Widths of the hidden layers; an empty list makes the network affine. */
  readonly hidden: readonly number[];
  readonly activation?: HiddenActivation;
  /** Width of a context vector that is put beside the input. */
  readonly context?: number;
  /** Draws the first weights. */
  readonly rng: Rng;
};

const ACTIVATIONS = Object.keys(HIDDEN_ACTIVATIONS) as HiddenActivation[];

/**
 * A multi-layer perceptron: h₀ = [input, context], hₖ = a(hₖ₋₁ Wₖ + bₖ), and a last layer without activation.
 *
 * Hidden weights and biases start from U(−1/√inputs, 1/√inputs) (LeCun et al. 1998, "Efficient BackProp",
 * section 4.6, up to the constant; also the default of PyTorch's Linear), the last layer at zero, so that a
 * coupling built on it starts as the identity.
 *
 * @throws invalid-argument
 * @example
 * ```ts
 * const net = mlp({ inputs: 2, outputs: 4, hidden: [64, 64], rng: createRng(0) });
 * ```
 */
export function mlp({
  inputs,
  outputs,
  hidden,
  activation = 'relu',
  context = 0,
  rng,
}: MlpOptions): Conditioner {
  checkSize('inputs', inputs);
  checkSize('outputs', outputs);
  checkSize('context', context, 0);
  checkWord('activation', activation, ACTIVATIONS);
  const widths = [inputs + context, ...hidden.map((width) => checkSize('hidden', width)), outputs];
  const dense = widths.slice(1).map((width, i) => {
    const isLast = i === widths.length - 2;
    return denseParameters(String(i), widths[i] as number, width, isLast ? undefined : rng);
  });
  const parameters = dense.flatMap(({ kernel, bias }) => [kernel, bias]);
  const layers = dense.map(({ kernel, bias }) => ({ kernel: kernel.variable, bias: bias.variable }));
  const withContext = (input: Tensor, call: Call) =>
    context > 0 && call.context ? concat([input, call.context], 1) : input;
  const net: Conditioner = {
    kind: 'mlp',
    inputShape: [inputs],
    outputShape: [outputs],
    ...(context > 0 && { contextShape: [context] }),
    parameters,
    apply: (input, call) => tidy(() => applyRecorded(withContext(input, call), layers, activation)),
    pullback(input, call) {
      const joined = withContext(input, call);
      const run = mlpPullback(joined, inputs, { layers, dense, activation }, call);
      if (joined !== input) dispose(joined);
      return run;
    },
    config: () => ({ kind: 'mlp', inputs, outputs, hidden: [...hidden], activation, context }),
    dispose: () => dispose(parameters.map(({ variable }) => variable)),
  };
  return context > 0 ? net : asDense(net, { layers, activation });
}

export const mlpFromConfig: FromConfig<Conditioner, ConditionerConfig> = (config) => {
  const read = readConfig(config);
  return mlp({
    inputs: read.number('inputs'),
    outputs: read.number('outputs'),
    hidden: read.numbers('hidden'),
    activation: checkWord('activation', read.string('activation'), ACTIVATIONS),
    context: read.number('context'),
    rng: createRng(0),
  });
};

function applyRecorded(x: Tensor, layers: readonly DenseLayer[], activation: HiddenActivation): Tensor {
  const forward = (input: Tensor) => denseNetwork.apply(input, layers, { activation }).value;
  return recordedValue(
    [x, ...layers.flatMap(({ kernel, bias }) => [kernel, bias])],
    ([input]) => forward(input as Tensor),
    ([input], dy) => {
      // The tape may never ask for a gradient, so nothing but the input is kept for it.
      const { value, saved } = denseNetwork.apply(input as Tensor, layers, { activation, save: true });
      const { dx, kernels, biases } = denseNetwork.backward(saved, dy);
      saved.dispose();
      value.dispose();
      return [dx, ...kernels.flatMap((kernel, i) => [kernel, biases[i] as Tensor])];
    },
  );
}

type Network = {
  readonly layers: readonly DenseLayer[];
  readonly dense: readonly DenseParameters[];
  readonly activation: HiddenActivation;
};

function mlpPullback(
  x: Tensor,
  inputs: number,
  { layers, dense, activation }: Network,
  call: Call,
): ConditionerPullback {
  const { value, saved } = denseNetwork.apply(x, layers, { activation, save: true });
  const contextWidth = (x.shape[1] as number) - inputs;
  return {
    value,
    pullback(dValue) {
      const { dx, kernels, biases } = denseNetwork.backward(saved, dValue, call.gradients?.take);
      saved.dispose();
      const gradients = new Map(
        dense.flatMap(({ kernel, bias }, i) => [
          [kernel.variable, kernels[i] as Tensor] as const,
          [bias.variable, biases[i] as Tensor] as const,
        ]),
      );
      if (contextWidth === 0) return { dx, gradients };
      const sides = {
        dx: slice(dx, [0, 0], [-1, inputs]),
        dContext: slice(dx, [0, inputs], [-1, contextWidth]),
      };
      dx.dispose();
      return { ...sides, gradients };
    },
    dispose: () => saved.dispose(),
  };
}
