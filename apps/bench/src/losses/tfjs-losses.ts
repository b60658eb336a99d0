import * as tf from '@tensorflow/tfjs-core';
import { bootStock, plainRealNvp } from '../subjects/tfjs-wasm.ts';
import { POOL, trainingRows } from '../workload-data.ts';
import type { Workload } from '../workloads.ts';

/** The loss of each step of the same network on stock kernels: one tape over the whole model, tfjs's own Adam. */
export async function tfjsLosses(workload: Workload, batch: number, steps: number): Promise<number[]> {
  await bootStock();
  const model = plainRealNvp(workload);
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const pool = tf.split(
    tf.tensor(trainingRows(workload, POOL * batch), [POOL * batch, workload.features]),
    POOL,
  );
  return Array.from({ length: steps }, (_, step) => {
    const x = pool[step % POOL] as tf.Tensor;
    const loss = optimizer.minimize(() => tf.neg(tf.mean(model.logProb(x))) as tf.Scalar, true);
    return Number(loss?.dataSync()[0]);
  });
}
