import { init } from '@flow/backend';
import { type Flow, glow, realNVP } from '@flow/models';
import { adamax, type FitOptions, fit } from '@flow/train';
import { dispose, tensor } from '@tensorflow/tfjs-core';
import { createStopwatch, type Pace, timeCalls } from '../stopwatch.ts';
import { POOL, trainingPictures, trainingRows } from '../workload-data.ts';
import type { GlowWorkload, Workload } from '../workloads.ts';
import type { Calls, GlowCalls, Subject } from './subject.ts';

type FlowSettings = { readonly reproducible: boolean; readonly workers?: number };

/**
 * flow as its users call it: steps of `fit` with clipping, the check for finite numbers, shuffling and progress
 * events; `sampleTensor` and `logProb` on tensors.
 */
export function flowSubject({ reproducible, workers = 1 }: FlowSettings): Subject {
  return async () => {
    const { message } = await init({ reproducible });
    const detail = workers > 1 ? `${message}, ${workers} workers` : message;
    return {
      detail,
      open: (workload) => open(workload, workers),
      openGlow: (workload) => openGlow(workload, workers),
    };
  };
}

function open(workload: Workload, workers: number): Calls {
  const { features, couplings, hidden } = workload;
  const flow = realNVP({ features, couplings, hidden, seed: 1 });
  return {
    'train-step'(batch) {
      const rows = trainingRows(workload, POOL * batch);
      return (pace) => timeSteps(flow, rows, batch, pace, { workers });
    },
    sample(batch) {
      let seed = 0;
      return (pace) => timeCalls(pace, () => dispose(flow.sampleTensor(batch, { seed: seed++ })));
    },
    logProb(batch) {
      const x = tensor(trainingRows(workload, batch), [batch, features]);
      return (pace) => timeCalls(pace, () => dispose(flow.logProb(x)));
    },
  };
}

/** At a rate of 1e-3 without warm-up 96 couplings diverge on batches of 4. */
const GLOW_TRAINING = { learningRate: 1e-4, clipNorm: 50 } as const;

function openGlow(workload: GlowWorkload, workers: number): GlowCalls {
  const { shape, levels, steps, hidden } = workload;
  const flow = glow({ shape, levels, steps, hidden, seed: 1 });
  const { learningRate, clipNorm } = GLOW_TRAINING;
  return {
    'train-step'(batch) {
      const rows = trainingPictures(workload, POOL * batch);
      return (pace) =>
        timeSteps(flow, rows, batch, pace, { optimizer: adamax({ learningRate }), clipNorm, workers });
    },
    sample(batch) {
      let seed = 0;
      return (pace) => timeCalls(pace, () => dispose(flow.sampleTensor(batch, { seed: seed++ })));
    },
  };
}

/** Engines compile what is called often; each run of `fit` has new workers, whose engines do so once more. */
function warmUpOf({ workers }: FitOptions, { warmUpSeconds }: Pace): Partial<Pace> {
  return { warmUpCalls: 10, ...(workers !== 1 && { warmUpSeconds: Math.max(2, warmUpSeconds) }) };
}

/** From progress event to progress event of one run of `fit`. */
async function timeSteps(flow: Flow, rows: Float32Array, batchSize: number, pace: Pace, options: FitOptions) {
  const stopwatch = createStopwatch({ ...pace, ...warmUpOf(options, pace) });
  const enough = new AbortController();
  await fit(flow, rows, {
    ...options,
    batchSize,
    epochs: Number.MAX_SAFE_INTEGER,
    signal: enough.signal,
    onProgress: ({ type }) => {
      if (type === 'step' && !stopwatch.tick()) enough.abort();
    },
  });
  return stopwatch.milliseconds;
}
