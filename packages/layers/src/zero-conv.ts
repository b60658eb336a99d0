import { createParameter, gainedConv } from '@flow/backend';
import { dispose, type Tensor, zeros } from '@tensorflow/tfjs-core';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerConfig, ConditionerSizes } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { gradientsByVariable, gradientsInOrder, variablesOf } from './parameter-record.ts';
import { checkPictureSpace, checkSize } from './shape.ts';
import { keepShare } from './share.ts';
import { recordedValue } from './tape.ts';

/**
 * One 3x3 convolution that starts at zero and has a gain of its own, y = (conv(x) + b) ⊙ exp(3s): the network of
 * Glow's learned split prior.
 *
 * Source: the code released with Kingma and Dhariwal 2018 (arXiv 1807.03039), `conv2d_zeros`.
 *
 * @returns a conditioner [height, width, inputs] -> [height, width, outputs]
 * @throws invalid-argument
 * @example
 * ```ts
 * const net = zeroConv({ inputs: 2, outputs: 4, space: [4, 4] });
 * ```
 */
export function zeroConv({ inputs, outputs, space }: ConditionerSizes): Conditioner {
  checkSize('inputs', inputs);
  checkSize('outputs', outputs);
  const sides = checkPictureSpace('zeroConv', space);
  const start = (shape: number[]) => () => zeros(shape);
  const kernel = [3, 3, inputs, outputs];
  const named = {
    kernel: createParameter('kernel', 'weight', kernel, start(kernel)),
    bias: createParameter('bias', 'bias', [outputs], start([outputs])),
    logScale: createParameter('logScale', 'scale', [outputs], start([outputs])),
  };
  const variables = variablesOf(named);
  const backward = (x: Tensor, dy: Tensor) => gainedConv.backward({ x }, variables, dy);
  return {
    kind: 'zeroConv',
    inputShape: [...sides, inputs],
    outputShape: [...sides, outputs],
    parameters: Object.values(named),
    apply: (input) =>
      recordedValue(
        [input, ...Object.values(variables)],
        ([x]) => gainedConv.apply(x as Tensor, variables),
        ([x], dy) => {
          const { dx, gradients } = backward(x as Tensor, dy);
          return [dx, ...gradientsInOrder(named, gradients)];
        },
      ),
    pullback(input) {
      const x = keepShare(input);
      return {
        value: gainedConv.apply(x, variables),
        pullback(dValue) {
          const { dx, gradients } = backward(x, dValue);
          dispose(x);
          return { dx, gradients: gradientsByVariable(named, gradients) };
        },
        dispose: () => dispose(x),
      };
    },
    config: () => ({ kind: 'zeroConv', inputs, outputs, space: [...sides] }),
    dispose: () => dispose(Object.values(variables)),
  };
}

export const zeroConvFromConfig: FromConfig<Conditioner, ConditionerConfig> = (config) => {
  const read = readConfig(config);
  return zeroConv({
    inputs: read.number('inputs'),
    outputs: read.number('outputs'),
    space: read.numbers('space'),
  });
};
