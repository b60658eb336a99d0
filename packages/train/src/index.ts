export { FlowError, init } from '@flow/backend';
export { type AdamOptions, adam } from './adam.ts';
export { adamW } from './adam-w.ts';
export { type AdamaxOptions, adamax } from './adamax.ts';
export type { CheckpointOptions } from './checkpoint.ts';
export type { CheckpointStore } from './checkpoint-store.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './evaluate.ts';
export type { ByteTarget, EventSink } from './event-sink.ts';
export { fileStore } from './file-store.ts';
export { fit } from './fit.ts';
export type { FitOptions } from './fit-options.ts';
export type { EpochRecord, FitReport, Resumed } from './fit-report.ts';
export {
  type DensityFitOptions,
  type DensityFitReport,
  fitToDensity,
  type LogDensity,
} from './fit-to-density.ts';
export { type ImportanceSample, importanceSample } from './importance-sample.ts';
export { indexedDbStore } from './indexed-db-store.ts';
export { jsonLines } from './json-lines.ts';
export { type LionOptions, lion } from './lion.ts';
export { opfsStore } from './opfs-store.ts';
export type { Optimizer, OptimizerMemory, Update } from './optimizer.ts';
export type { FitData } from './prepare-data.ts';
export type { EpochEvent, ProgressEvent, SkipEvent, StatisticsEvent, StepEvent } from './progress.ts';
export {
  constantRate,
  cosineDecay,
  exponentialDecay,
  type OneCycleOptions,
  oneCycle,
  type PlateauOptions,
  reduceOnPlateau,
  type Schedule,
} from './schedules.ts';
export { type SgdOptions, sgd } from './sgd.ts';
export type { GroupOptions, OptimizerOptions } from './slot-optimizer.ts';
export { type TensorBoardOptions, tensorBoard } from './tensor-board.ts';
export type { TrainingRows } from './training-data.ts';
export type { MessageWorker, WorkerOptions } from './worker-options.ts';
