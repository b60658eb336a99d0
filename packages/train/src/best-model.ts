import type { Parameter } from '@flow/backend';
import { dispose, type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';

/** A copy of a model's values, to go back to. */
export type BestModel = {
  keep(): void;
  /** Puts the kept values back, where there are any. */
  restore(): void;
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
    dispose: drop,
  };
}

/** New memory: a clone would share it, and optimizers write in place. */
function copyOf(value: Tensor | Variable): Tensor {
  return tensor(value.dataSync(), value.shape, 'float32');
}
