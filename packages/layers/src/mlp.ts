import { createParameter, createRng, type Parameter, type Rng, randomUniform } from '@flow/backend';
import { concat, fused, mul, sub, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerConfig } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { checkSize, checkWord } from './shape.ts';

export type MlpOptions = {
  readonly inputs: number;
  readonly outputs: number;
  /** Widths of the hidden layers; an empty list makes the network affine. */
  readonly hidden: readonly number[];
  readonly activation?: MlpActivation;
  /** Width of a context vector that is put beside the input. */
  readonly context?: number;
  /** Draws the first weights. */
  readonly rng: Rng;
};

const ACTIVATIONS = ['relu', 'elu', 'sigmoid'] as const;
export type MlpActivation = (typeof ACTIVATIONS)[number];

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
  return {
    kind: 'mlp',
    inputShape: [inputs],
    outputShape: [outputs],
    ...(context > 0 && { contextShape: [context] }),
    parameters: dense.flatMap(({ kernel, bias }) => [kernel, bias]),
    apply: (input, call) => tidy(() => applyDense(dense, activation, withContext(input, call))),
    config: () => ({ kind: 'mlp', inputs, outputs, hidden: [...hidden], activation, context }),
    dispose: () => {
      for (const { kernel, bias } of dense) {
        kernel.variable.dispose();
        bias.variable.dispose();
      }
    },
  };
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

type Dense = { readonly kernel: Parameter; readonly bias: Parameter };

function denseParameters(path: string, inputs: number, outputs: number, rng: Rng | undefined): Dense {
  const first = (shape: number[]) => () =>
    rng ? mul(sub(mul(randomUniform(rng, shape), 2), 1), 1 / Math.sqrt(inputs)) : zeros(shape);
  return {
    kernel: createParameter(`${path}.kernel`, 'weight', [inputs, outputs], first([inputs, outputs])),
    bias: createParameter(`${path}.bias`, 'bias', [outputs], first([outputs])),
  };
}

function withContext(input: Tensor, { context }: Call): Tensor {
  return context === undefined ? input : concat([input, context], 1);
}

function applyDense(dense: readonly Dense[], activation: MlpActivation, input: Tensor): Tensor {
  return dense.reduce((h, { kernel, bias }, i) => {
    const isLast = i === dense.length - 1;
    return fused.matMul({
      a: h,
      b: kernel.variable,
      bias: bias.variable,
      activation: isLast ? 'linear' : activation,
    }) as Tensor;
  }, input);
}
