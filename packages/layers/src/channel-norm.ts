import { createParameter, type Parameter } from '@flow/backend';
import { add, mean, mul, reshape, rsqrt, square, sub, type Tensor, zeros } from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';
import { runningStatistics } from './running-statistics.ts';

/** Batch normalisation within a network on pictures. */
export type ChannelNorm = {
  readonly parameters: readonly Parameter[];
  /**
   * @param x [batch, height, width, channels]
   * @param call in training the statistics are the batch's; `remember` lets them move the running ones
   */
  apply(x: Tensor, call: Call & { readonly remember: boolean }): Tensor;
};

/** (x − μ) / √(σ² + ε) + β for each channel, without a scale: a weight-normalised convolution comes behind it. */
export function channelNorm(path: string, channels: number, momentum: number, epsilon: number): ChannelNorm {
  const shift = createParameter(`${path}.shift`, 'bias', [channels], () => zeros([channels]));
  const running = runningStatistics(`${path}.`, channels, momentum);
  return {
    parameters: [shift, ...running.parameters],
    apply(x, { training, remember }) {
      const used = training ? batchStatistics(x, channels) : running.current();
      if (training && remember) running.remember(used);
      const scale = rsqrt(add(used.variance, epsilon));
      return add(mul(x, scale), sub(shift.variable, mul(used.center, scale)));
    },
  };
}

function batchStatistics(x: Tensor, channels: number) {
  const rows = reshape(x, [-1, channels]);
  const center = mean(rows, 0);
  return { center, variance: mean(square(sub(rows, center)), 0) };
}
