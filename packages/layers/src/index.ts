export {
  createRng,
  FlowError,
  type HiddenActivation,
  init,
  type Json,
  type Parameter,
  type Rng,
} from '@flow/backend';
export { actNorm } from './act-norm.ts';
export { autodiffPullback } from './autodiff-pullback.ts';
export { type BatchNormOptions, batchNorm } from './batch-norm.ts';
export type {
  Bijector,
  BijectorConfig,
  Call,
  Gradients,
  Memory,
  NamedLayer,
  Pullback,
  RebuiltGradients,
  WithLogDet,
} from './bijector.ts';
export type { BuildParts, FromConfig } from './build-parts.ts';
export { type ChainOptions, chain } from './chain.ts';
export { checkLaws, type LawResult } from './check-laws.ts';
export type { Conditioner, ConditionerConfig, ConditionerPullback, ConditionerSizes } from './conditioner.ts';
export { type ConfigReader, readConfig } from './config-reader.ts';
export { type ContextAffineOptions, contextAffine } from './context-affine.ts';
export {
  type AdditiveCouplingOptions,
  type AffineCouplingOptions,
  additiveCoupling,
  affineCoupling,
  type LogScale,
} from './coupling.ts';
export { type BijectorSpec, defineBijector } from './define-bijector.ts';
export { type DequantisationFlowOptions, dequantisationFlow } from './dequantisation-flow.ts';
export { driftBetween } from './drift.ts';
export { elementwiseAffine } from './elementwise-affine.ts';
export { exp } from './exp.ts';
export type { FeatureShape } from './feature-space.ts';
export { type GlowNetOptions, glowNet } from './glow-net.ts';
export { invert } from './invert.ts';
export { type InvertibleLinearOptions, invertibleLinear } from './invertible-linear.ts';
export type { LatentSlice } from './latent-layout.ts';
export type { CheckLawsOptions, DrawBatch } from './laws/law-subject.ts';
export { within } from './layer-path.ts';
export { type LeakyReluOptions, leakyRelu } from './leaky-relu.ts';
export { type LogitOptions, logit } from './logit.ts';
export type { Mask } from './mask.ts';
export { type MlpOptions, mlp } from './mlp.ts';
export { type MultiScaleOptions, multiScale } from './multi-scale.ts';
export {
  type PermutationOptions,
  permutation,
  randomPermutation,
  reversePermutation,
} from './permutation.ts';
export type { PixelMask } from './pixel-mask.ts';
export { type PowerOptions, power } from './power.ts';
export { accumulateGradients, createPullback } from './pullback.ts';
export {
  bijectorFromConfig,
  conditionerFromConfig,
  registerBijector,
  registerConditioner,
} from './registry.ts';
export { type ResidualConvNetOptions, residualConvNet } from './residual-conv-net.ts';
export { type ResidualActivation, type ResidualMlpOptions, residualMlp } from './residual-mlp.ts';
export { type Shape, sizeOf } from './shape.ts';
export { sigmoid } from './sigmoid.ts';
export { softplus } from './softplus.ts';
export type { SqueezeOrder } from './space-to-depth.ts';
export { type SqueezeOptions, squeeze } from './squeeze.ts';
export { standardise } from './standardise.ts';
export { tanh } from './tanh.ts';
export { type UniformDequantiseOptions, uniformDequantise } from './uniform-dequantise.ts';
export { type VariationalDequantiseOptions, variationalDequantise } from './variational-dequantise.ts';
export { type ZeroConvOptions, zeroConv } from './zero-conv.ts';
