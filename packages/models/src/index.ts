export { createRng, FlowError, init } from '@flow/backend';
export {
  type AttributeOptions,
  attributeDirection,
  type SlideOptions,
  slideAlong,
} from './attribute-direction.ts';
export { type BitsPerDim, bitsPerDimOf } from './bits-per-dim.ts';
export {
  type ClassAccuracy,
  type ClassOptions,
  classAccuracy,
  classLogProbs,
  classProbabilities,
} from './class-probabilities.ts';
export { createFlow, type FlowOptions } from './create-flow.ts';
export { checkLevels, type DataSchema } from './data-schema.ts';
export { dequantisationNoise } from './dequantisation-noise.ts';
export type { ContextOption, Flow, InterpolateOptions, LogProbOptions, SampleOptions } from './flow.ts';
export { type GlowOptions, glow } from './glow.ts';
export { codingLengths, complexityScore } from './input-complexity.ts';
export type { InterpolationPath } from './interpolate.ts';
export { type Labels, oneHot } from './labels.ts';
export { type LayerDrift, worstLayerDrift } from './layer-drift.ts';
export { type LayerStatistics, layerStatistics } from './layer-statistics.ts';
export { loadFlow } from './model-file.ts';
export { type RealNvpOptions, realNVP } from './real-nvp.ts';
export { type RealNvpImageOptions, realNVPImage } from './real-nvp-image.ts';
export { reduceBits } from './reduce-bits.ts';
export { type ResampleOptions, resampleLevels } from './resample-levels.ts';
export { flattenRows, type Rows } from './rows.ts';
export { rowsPerBatch } from './rows-per-batch.ts';
export {
  readSafetensors,
  type SafetensorsFile,
  type StoredTensor,
  writeSafetensors,
} from './safetensors.ts';
export type { TraceStep } from './trace.ts';
export { typicality } from './typicality.ts';
export type { ValueAndGradients } from './value-and-gradients.ts';
export type { Verification } from './verify.ts';
