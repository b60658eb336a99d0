import { createParameter, gainedConv } from '@flow/backend';
import { dispose, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerConfig, ConditionerSizes } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { type ExtraChannels, splitGradient, withExtraChannels } from './extra-channels.ts';
import { gradientsByVariable, gradientsInOrder, variablesOf } from './parameter-record.ts';
import { checkPictureSpace, checkSize } from './shape.ts';
import { keepShare } from './share.ts';
import { recordedValue } from './tape.ts';

export type ZeroConvOptions = ConditionerSizes & {
  /** Width of a context vector, which is put beside the channels of each pixel. */
  readonly context?: number;
};

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
export function zeroConv({ inputs, outputs, space, context = 0 }: ZeroConvOptions): Conditioner {
  checkSize('inputs', inputs);
  checkSize('outputs', outputs);
  checkSize('context', context, 0);
  const sides = checkPictureSpace('zeroConv', space);
  const start = (shape: number[]) => () => zeros(shape);
  const kernel = [3, 3, inputs + context, outputs];
  const extra: ExtraChannels = { inputs, ones: false, context };
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
    ...(context > 0 && { contextShape: [context] }),
    parameters: Object.values(named),
    apply: (input, call) =>
      tidy(() =>
        recordedValue(
          [withExtraChannels(input, extra, call), ...Object.values(variables)],
          ([x]) => gainedConv.apply(x as Tensor, variables),
          ([x], dy) => {
            const { dx, gradients } = backward(x as Tensor, dy);
            return [dx, ...gradientsInOrder(named, gradients)];
          },
        ),
      ),
    pullback(input, call) {
      const joined = withExtraChannels(input, extra, call);
      const x = keepShare(joined);
      if (joined !== input) dispose(joined);
      return {
        value: gainedConv.apply(x, variables),
        pullback(dValue) {
          const { dx, gradients } = backward(x, dValue);
          dispose(x);
          return { ...splitGradient(dx, extra), gradients: gradientsByVariable(named, gradients) };
        },
        dispose: () => dispose(x),
      };
    },
    // Models saved before there was a context keep their bytes.
    config: () => ({
      kind: 'zeroConv',
      inputs,
      outputs,
      space: [...sides],
      ...(context > 0 && { context }),
    }),
    dispose: () => dispose(Object.values(variables)),
  };
}

export const zeroConvFromConfig: FromConfig<Conditioner, ConditionerConfig> = (config) => {
  const read = readConfig(config);
  return zeroConv({
    inputs: read.number('inputs'),
    outputs: read.number('outputs'),
    space: read.numbers('space'),
    ...(read.has('context') && { context: read.number('context') }),
  });
};
