import { realNVP } from '@flow/models';
import { adam } from './adam.ts';
import type { CheckpointStore } from './checkpoint-store.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import type { FitReport } from './fit-report.ts';
import { bentLine } from './plane.fixture.ts';
import { cosineDecay } from './schedules.ts';

/** Everything that a checkpoint must hold is at work in these: averages, decay, a schedule, the best model. */
export const everything = (): FitOptions => ({
  epochs: 4,
  batchSize: 11,
  accumulate: 2,
  averageDecay: 0.9,
  optimizer: adam({ learningRate: 5e-3, weightDecay: 0.01 }),
  warmupSteps: 3,
  schedule: cosineDecay,
  validation: 0.2,
  seed: 3,
});

/** Long enough to be killed ten times. */
export const longRun = (): FitOptions => ({ ...everything(), epochs: 80 });

/** Hidden widths of a flow of so many weights that threads move them together. */
export const MANY = [384, 384];

/** A trained model, as bytes. */
export async function trainedWith(
  options: FitOptions,
  hidden: readonly number[] = [8],
): Promise<{ readonly bytes: Uint8Array; readonly report: FitReport }> {
  const flow = realNVP({ features: 2, couplings: 2, hidden, actNorm: true, seed: 1 });
  try {
    const report = await fit(flow, bentLine(90), options);
    return { bytes: flow.save(), report };
  } finally {
    flow.dispose();
  }
}

/** Bytes by name, in memory. */
export function memoryStore(files = new Map<string, Uint8Array<ArrayBuffer>>()): CheckpointStore {
  return {
    read: async (name) => files.get(name),
    write: async (name, bytes) => void files.set(name, bytes.slice()),
  };
}

/** `onProgress` that ends the run by an exception after a step. */
export const breakAfter =
  (limit: number): NonNullable<FitOptions['onProgress']> =>
  ({ type, step }) => {
    if (type === 'step' && step === limit) throw new RangeError('the power went out');
  };
