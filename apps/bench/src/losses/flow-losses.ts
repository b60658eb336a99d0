import { init } from '@flow/backend';
import { realNVP } from '@flow/models';
import { adam, fit } from '@flow/train';
import { POOL, trainingRows } from '../workload-data.ts';
import type { Workload } from '../workloads.ts';

/** The loss of each step of `fit` on W, without clipping: pullbacks on the kernel pack. */
export async function flowLosses(workload: Workload, batch: number, steps: number): Promise<number[]> {
  await init();
  const { features, couplings, hidden } = workload;
  const flow = realNVP({ features, couplings, hidden, seed: 1 });
  const rows = trainingRows(workload, POOL * batch);
  const losses: number[] = [];
  await fit(flow, inTurn(rows, batch * features), {
    maxSteps: steps,
    optimizer: adam({ learningRate: 1e-3 }),
    clipNorm: Infinity,
    onProgress: (event) => {
      if (event.type === 'step') losses.push(event.loss);
    },
  });
  return losses;
}

function* inTurn(rows: Float32Array, size: number): Generator<Float32Array> {
  for (let step = 0; ; step++) yield rows.slice((step % POOL) * size, ((step % POOL) + 1) * size);
}
