import type { Tensor } from '@tensorflow/tfjs-core';
import type { GradientTensors } from './ops/dense-network.ts';

/** Tensors of gradients that go round from step to step: making and disposing one costs more than filling it. */
export type GradientStore = {
  /** A tensor of the parameter's shape to write over, or nothing where none has come back. */
  readonly take: GradientTensors;
  /** Takes over a gradient that is no longer needed; it disposes those that nobody takes. */
  give(parameter: Tensor, gradient: Tensor): void;
  dispose(): void;
};

/**
 * @example
 * ```ts
 * const store = createGradientStore();
 * const { kernels } = denseNetwork.backward(saved, dy, store.take);
 * kernels.forEach((kernel, i) => store.give(saved.layers[i].kernel, kernel));
 * store.dispose();
 * ```
 */
export function createGradientStore(): GradientStore {
  /** A parameter that was asked for has an entry, with the tensor that is back. */
  const known = new Map<Tensor, Tensor | null>();
  return {
    take(parameter) {
      const free = known.get(parameter) ?? undefined;
      known.set(parameter, null);
      return free;
    },
    give(parameter, gradient) {
      if (known.get(parameter) === null) known.set(parameter, gradient);
      else gradient.dispose();
    },
    dispose() {
      for (const free of known.values()) free?.dispose();
      known.clear();
    },
  };
}
