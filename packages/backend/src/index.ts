export { FlowError, type FlowErrorCode, type FlowErrorDetails } from './errors.ts';
export { type BackendInfo, type InitOptions, init, requireInit } from './init.ts';
export type { Json } from './json.ts';
export {
  createParameter,
  type Parameter,
  type ParameterGroup,
  prefixParameters,
  withPlaceholders,
} from './parameter.ts';
export { randomNormal, randomUniform } from './random-tensors.ts';
export { createRng, type Rng, type RngState, restoreRng } from './rng.ts';
