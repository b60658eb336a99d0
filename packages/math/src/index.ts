export { createRng, FlowError, init, type Json, type Parameter, type Rng } from '@flow/backend';
export type { BaseDistribution } from './base/base-distribution.ts';
export { type BaseConfig, baseFromConfig, registerBase } from './base/base-registry.ts';
export { type DiagonalNormalOptions, diagonalNormal } from './base/diagonal-normal.ts';
export { type FullNormalOptions, fullNormal } from './base/full-normal.ts';
export { digamma, logGamma } from './base/log-gamma.ts';
export { type LogisticOptions, logistic } from './base/logistic.ts';
export { type NormalMixtureOptions, normalMixture } from './base/normal-mixture.ts';
export { standardNormal } from './base/standard-normal.ts';
export { type StudentTOptions, studentT } from './base/student-t.ts';
export { type UniformOptions, uniform } from './base/uniform.ts';
export { type ChangeOfVariablesOptions, changeOfVariables } from './density/change-of-variables.ts';
export { type FitDiagonalNormalOptions, fitDiagonalNormal } from './density/fit-diagonal-normal.ts';
export { type FitPcaNormalOptions, type FittedPcaNormal, fitPcaNormal } from './density/fit-pca-normal.ts';
export type { FittedNormal } from './density/fitted-normal.ts';
export { type Histogram, histogram, pushforwardHistogram } from './density/histogram.ts';
export { integrate, integrate2d, integrateDensity } from './density/integrate.ts';
export { type Interval, invertMonotone } from './density/monotone-inverse.ts';
export type { PointFunction, QuadratureOptions, QuadratureResult } from './density/quadrature.ts';
export {
  compose,
  type InvertibleMap,
  type TraceStep,
  trace,
  traceLogProb,
  type WithLogDet,
} from './density/trace.ts';
export { type TransformedDensityOptions, transformedDensity } from './density/transformed-density.ts';
export { type CofactorTerm, cofactorDeterminant, cofactorTerms } from './determinant/cofactor.ts';
export { type LeibnizTerm, leibnizDeterminant, leibnizTerms } from './determinant/leibniz.ts';
export { cycles, inversions, parity, parityByCycles } from './determinant/parity.ts';
export { type Permutation, permutations } from './determinant/permutations.ts';
export { parallelepipedCorners, signedArea, signedVolume } from './determinant/volume.ts';
export { type BitsPerDimOptions, bitsPerDim, logProbFromBitsPerDim } from './divergence/bits-per-dim.ts';
export {
  type DiagonalNormalMoments,
  klDiagonalNormals,
  klNormals,
  type NormalMoments,
} from './divergence/kl-normal.ts';
export { type KlParts, type KlPartsOptions, klParts } from './divergence/kl-parts.ts';
export { type MeanWithError, meanWithError } from './divergence/mean-with-error.ts';
export {
  type Evaluable,
  jensenShannonMonteCarlo,
  type KlEstimate,
  klMonteCarlo,
  reverseKlMonteCarlo,
  type Sampleable,
} from './divergence/monte-carlo.ts';
export { type GridOptions, jensenShannonOnGrid, klOnGrid } from './divergence/on-grid.ts';
export { centralDifferences } from './jacobian/central-differences.ts';
export {
  type AffineCoupling,
  affineCouplingJacobian,
  type CouplingBlocks,
  couplingBlocks,
} from './jacobian/coupling-blocks.ts';
export { type BatchFunction, jacobian, logAbsDetJacobian } from './jacobian/jacobian.ts';
export { cholesky } from './matrix/cholesky.ts';
export { conditionNumber } from './matrix/condition.ts';
export { type Lu, lu, unpackLu } from './matrix/lu.ts';
export { identityMatrix, type Matrix, matrix, matrixRows, squareMatrix } from './matrix/matrix.ts';
export { multiplyMatrices, transposeMatrix } from './matrix/product.ts';
export { type Qr, qr } from './matrix/qr.ts';
export { determinant, type SignedLogDet, slogdet, slogdetOfLu } from './matrix/slogdet.ts';
export { inverse, solve } from './matrix/solve.ts';
export { solveTriangular, type TriangularOptions } from './matrix/triangular.ts';
