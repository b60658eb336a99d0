import * as tf from '@tensorflow/tfjs-core';
import { bootStock, plainRealNvp } from '../subjects/tfjs-wasm.ts';
import {
  batchesOf,
  heldOut,
  nllOf,
  type TrainingResult,
  type TrainingRun,
  weightSeed,
} from './training-run.ts';

/** The same network on stock kernels: one tape over the whole model, tfjs's own Adam. */
export async function tfjsLosses(run: TrainingRun): Promise<TrainingResult> {
  await bootStock();
  const { workload, batch } = run;
  const { features } = workload;
  const model = plainRealNvp(workload, weightSeed(run));
  const optimizer = tf.train.adam(1e-3, 0.9, 0.999, 1e-8);
  const losses = Array.from(batchesOf(run), (rows) =>
    tf.tidy(() => {
      const x = tf.tensor(rows, [batch, features]);
      const loss = optimizer.minimize(() => tf.neg(tf.mean(model.logProb(x))) as tf.Scalar, true);
      return Number(loss?.dataSync()[0]);
    }),
  );
  const { rows, count } = heldOut(run);
  const logProbs = tf.tidy(() => model.logProb(tf.tensor(rows, [count, features])));
  return { losses, heldOut: nllOf(logProbs.dataSync()) };
}
