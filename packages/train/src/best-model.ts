import type { Parameter } from '@flow/backend';
import { dispose, type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';

/** A copy of a model's values, to go back to. */
export type BestModel = {
  keep(): void;
  /** Puts the kept values back, where there are any. */
  restore(): void;
  /** The kept values, in the order of the parameters; none where nothing was kept. */
  values(): readonly Tensor[];
  /** Keeps values that a checkpoint held. */
  load(values: readonly Tensor[]): void;
  dispose(): void;
};

export function createBestModel(parameters: readonly Parameter[]): BestModel {
  let kept: Tensor[] = [];
  const drop = () => {
    dispose(kept);
    kept = [];
  };
  return {
    keep() {
      drop();
      kept = parameters.map(({ variable }) => copyOf(variable));
    },
    restore() {
      kept.forEach((value, i) => {
        const copy = copyOf(value);
        parameters[i]?.variable.assign(copy);
        copy.dispose();
      });
    },
    values: () => kept,
    load(values) {
      drop();
      kept = [...values];
    },
    dispose: drop,
  };
}

/** New memory: a clone would share it, and optimizers write in place. */
export function copyOf(value: Tensor | Variable): Tensor {
  return tensor(value.dataSync(), value.shape, 'float32');
}
