import type { BackendInfo } from '@flow/backend';
import type { Verification } from '@flow/models';
import type { FitReport } from '@flow/train';
import type { TestResult } from '../jobs/job.ts';
import type { Run } from './run.ts';

/** One epoch in the job's unit; epochs count from 1, as the progress line does. */
export type EpochFigures = {
  readonly epoch: number;
  readonly training: number;
  readonly validation?: number;
};

/** What is known of a run once its model is written. */
export type Outcome = {
  readonly fitted: FitReport;
  readonly test: TestResult;
  readonly verification: Verification;
  /** Test rows whose log-probability has the same bits after loading the file. */
  readonly bitEqualRows: number;
  readonly backend: BackendInfo;
  /** Of the whole command. */
  readonly seconds: number;
};

export type Report = ReturnType<typeof reportOf>;

/** `report.json`: with one seed, all but the two times is the same in every run on one machine. */
export function reportOf(run: Run, { fitted, test, verification, bitEqualRows, backend, seconds }: Outcome) {
  const { job, model, flow, seed, epochs, batchSize } = run;
  const { perNat, unit } = job.measure;
  return {
    dataset: job.dataset,
    model,
    seed,
    unit,
    ...test.figures,
    testRows: job.data.test.rows,
    ...(fitted.bestValidation && { bestValidation: fitted.bestValidation.nll * perNat }),
    stopped: fitted.stopped,
    epochs: fitted.epochs,
    ...(fitted.bestEpoch !== undefined && { bestEpoch: fitted.bestEpoch + 1 }),
    steps: fitted.steps,
    nonFiniteSteps: fitted.nonFiniteSteps,
    parameters: flow.parameterCount,
    roundTripError: verification.roundTripError,
    logDetError: verification.logDetError,
    reloadedBitEqual: bitEqualRows === job.data.test.rows,
    seconds: hundredths(seconds),
    trainingSeconds: hundredths(fitted.seconds),
    settings: { ...job.recipe, training: { ...job.recipe.training, epochs, batchSize } },
    versions: {
      node: process.versions.node,
      tfjs: backend.version,
      backend: backend.backend,
      kernels: backend.kernels,
    },
    history: historyOf(fitted, perNat),
  };
}

/** The losses of each epoch in the job's unit. */
export function historyOf({ history }: FitReport, perNat: number): EpochFigures[] {
  return history.map(({ epoch, loss, validation }) => ({
    epoch: epoch + 1,
    training: loss * perNat,
    ...(validation && { validation: validation.nll * perNat }),
  }));
}

const hundredths = (seconds: number) => Math.round(seconds * 100) / 100;
