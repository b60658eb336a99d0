import { init } from '@flow/backend';
import { realNVP } from '@flow/models';
import { adam, fit } from '@flow/train';
import { tensor } from '@tensorflow/tfjs-core';
import {
  batchesOf,
  heldOut,
  nllOf,
  type TrainingResult,
  type TrainingRun,
  weightSeed,
} from './training-run.ts';

/** `fit` without clipping: pullbacks on the kernel pack. */
export async function flowLosses(run: TrainingRun): Promise<TrainingResult> {
  await init();
  const { features, couplings, hidden } = run.workload;
  const flow = realNVP({ features, couplings, hidden, seed: weightSeed(run) });
  const losses: number[] = [];
  await fit(flow, batchesOf(run), {
    maxSteps: run.steps,
    optimizer: adam({ learningRate: 1e-3 }),
    clipNorm: Infinity,
    onProgress: (event) => {
      if (event.type === 'step') losses.push(event.loss);
    },
  });
  const { rows, count } = heldOut(run);
  return { losses, heldOut: nllOf(flow.logProb(tensor(rows, [count, features])).dataSync()) };
}
