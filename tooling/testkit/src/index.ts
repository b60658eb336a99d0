export { activationBytes } from './activation-bytes.ts';
export type { BijectorLike, CallLike } from './bijector-like.ts';
export { relativeError, worstError } from './compare.ts';
export { jacobianError, referenceErrors } from './laws/against-reference.ts';
export {
  contextInfluence,
  rebuildError,
  refusals,
  rowDependence,
  tensorsLeftBehind,
} from './laws/behaviour.ts';
export {
  gradientsThreeWays,
  type NamedGradients,
  rebuiltErrors,
  worstGradientError,
} from './laws/gradients.ts';
export { roundTripErrors } from './laws/round-trip.ts';
export { perturb } from './perturb.ts';
export { type Direction, type LawRow, type Subject, subjectOf } from './subject.ts';
