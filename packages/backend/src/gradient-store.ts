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
 * Gradients that a training step gives back, to be taken again by the next: memory that is neither freed nor asked for
 * anew.
 *
 * @example
 * ```ts
 * const layer = { kernel: ones([2, 3]), bias: zeros([3]) };
 * const { value, saved } = denseNetwork.apply(ones([4, 2]), [layer], { save: true });
 * const store = createGradientStore();
 * const { kernels } = denseNetwork.backward(saved, value, store.take);
 * for (const kernel of kernels) store.give(layer.kernel, kernel);
 * store.take(layer.kernel) === kernels[0]; // true
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
