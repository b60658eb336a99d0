export { FlowError, type FlowErrorCode, type FlowErrorDetails } from './errors.ts';
export { createGradientStore, type GradientStore } from './gradient-store.ts';
export { type BackendInfo, type InitOptions, init, requireInit } from './init.ts';
export type { Json } from './json.ts';
export {
  addToColumns,
  type Columns,
  complement,
  createColumns,
  gatherColumns,
} from './ops/columns.ts';
export {
  type CouplingGradients,
  type CouplingOptions,
  type CouplingOrder,
  type CouplingScale,
  couplingTransform,
} from './ops/coupling.ts';
export {
  type CouplingNetworkSaved,
  couplingNetwork,
  type DenseCoupling,
} from './ops/coupling-network.ts';
export {
  type DenseLayer,
  type DenseNetworkGradients,
  type DenseNetworkSaved,
  denseNetwork,
  type GradientTensors,
} from './ops/dense-network.ts';
export { type FeatureAffineGradients, featureAffine } from './ops/feature-affine.ts';
export { featureLinear } from './ops/feature-linear.ts';
export { type FlatPart, meanFlat, readFlat, writeFlat } from './ops/flat-values.ts';
export { type GainedConvGradients, type GainedConvParameters, gainedConv } from './ops/gained-conv.ts';
export {
  type GlowNetworkGradients,
  type GlowNetworkParameters,
  type GlowNetworkSaved,
  glowNetwork,
} from './ops/glow-network.ts';
export { type GradientNorm, gradientNorm, normOfSquares } from './ops/gradient-norm.ts';
export { HIDDEN_ACTIVATIONS, type HiddenActivation } from './ops/hidden-activation.ts';
export { normalLogProb } from './ops/normal-log-prob.ts';
export {
  adamaxStep,
  adamStep,
  averageStep,
  type OptimizerSettings,
  type OptimizerSlot,
} from './ops/optimizer-steps.ts';
export { shareValues } from './ops/share-values.ts';
export type { Direction, WithLogDet } from './ops/types.ts';
export {
  createParameter,
  type Parameter,
  type ParameterGroup,
  prefixParameters,
  withPlaceholders,
} from './parameter.ts';
export { cosTurns, portableExp, portableExpm1, portableLog, sinTurns } from './portable-math.ts';
export { randomNormal, randomUniform } from './random-tensors.ts';
export { createRng, type Rng, type RngState, restoreRng } from './rng.ts';
export { isTaping } from './taping.ts';
