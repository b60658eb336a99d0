export { FlowError, init } from '@flow/backend';
export { type AdamOptions, adam } from './adam.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.ts';
export { type EpochRecord, type FitData, type FitReport, fit } from './fit.ts';
export type { FitOptions } from './fit-options.ts';
export type { Optimizer, Update } from './optimizer.ts';
export type { EpochEvent, ProgressEvent, SkipEvent, StepEvent } from './progress.ts';
export { cosineDecay, type Schedule } from './schedules.ts';
export type { TrainingRows } from './training-data.ts';
