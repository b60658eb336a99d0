import type { BackendInfo } from '@flow/backend';
import type { Verification } from '@flow/models';
import type { FitReport } from '@flow/train';
import type { Exhibition } from '../exhibits/exhibit.ts';
import type { TestResult } from '../jobs/job.ts';
import type { Run } from './run.ts';
import type { Trained } from './trained.ts';

/** One epoch in the job's unit; epochs count from 1, as the progress line does. */
export type EpochFigures = {
  readonly epoch: number;
  readonly training: number;
  readonly validation?: number;
};

/** What is known of a run once its model is written. */
export type Outcome = {
  readonly trained: Trained;
  readonly test: TestResult;
  readonly exhibition: Exhibition;
  readonly verification: Verification;
  /** Test rows whose log-probability has the same bits after loading the file. */
  readonly bitEqualRows: number;
  readonly backend: BackendInfo;
  /** Of the whole command. */
  readonly seconds: number;
};

export type Report = ReturnType<typeof reportOf>;

/** `report.json`: with one seed, all but the two times is the same in every run on one machine. */
export function reportOf(run: Run, outcome: Outcome) {
  const { job, flow, seed, epochs, steps, minutes, batchSize, workers } = run;
  const { trained, test, exhibition, verification, bitEqualRows, backend, seconds } = outcome;
  const { fitted } = trained;
  const { perNat, unit } = job.measure;
  const { length: _, ...recipe } = job.recipe;
  return {
    dataset: job.dataset,
    model: job.model,
    ...(job.classes !== undefined && { classes: job.classes }),
    seed,
    unit,
    ...test.figures,
    ...exhibition.figures,
    testRows: job.data.test.rows,
    ...(fitted.bestValidation && { bestValidation: fitted.bestValidation.nll * perNat }),
    stopped: trained.stopped,
    epochs: fitted.epochs,
    ...(fitted.bestEpoch !== undefined && { bestEpoch: fitted.bestEpoch + 1 }),
    steps: fitted.steps,
    nonFiniteSteps: fitted.nonFiniteSteps,
    parameters: flow.parameterCount,
    ...(exhibition.reconstruction && {
      reconstructionError: exhibition.reconstruction.worstError,
      reconstructedRows: exhibition.reconstruction.rows,
    }),
    roundTripError: verification.roundTripError,
    ...(verification.logDetRows > 0 && { logDetError: verification.logDetError }),
    reloadedBitEqual: bitEqualRows === job.data.test.rows,
    seconds: hundredths(seconds),
    trainingSeconds: hundredths(fitted.seconds),
    settings: {
      ...recipe,
      training: {
        ...recipe.training,
        ...(recipe.training.schedule && { schedule: recipe.training.schedule.name }),
        epochs,
        ...(steps !== undefined && { steps }),
        ...(minutes !== undefined && { minutes }),
        batchSize,
        ...(workers !== undefined && { workers }),
      },
    },
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
function historyOf({ history }: FitReport, perNat: number): EpochFigures[] {
  return history.map(({ epoch, loss, validation }) => ({
    epoch: epoch + 1,
    training: loss * perNat,
    ...(validation && { validation: validation.nll * perNat }),
  }));
}

const hundredths = (seconds: number) => Math.round(seconds * 100) / 100;
