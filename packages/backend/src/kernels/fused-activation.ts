import type { Kernels } from './exports.ts';

type Activation = (kernels: Kernels, at: number, count: number, alpha: number) => void;

/** What follows a fused product, in place (relu happens inside it); prelu is left to the stock kernel. */
export const FUSED_ACTIVATIONS: Readonly<Record<string, Activation>> = {
  linear: () => undefined,
  relu: () => undefined,
  relu6: (kernels, at, count) => kernels.relu6(at, at, count),
  sigmoid: (kernels, at, count) => kernels.sigmoid(at, at, count),
  elu: (kernels, at, count) => kernels.elu(at, at, count),
  leakyrelu: (kernels, at, count, alpha) => kernels.leakyRelu(at, at, count, alpha),
};
