export { affine, affineGradient, affineWorkspace } from './affine';
export {
  addColumnDots, addScaleGradient, channelScales, packScaledB, scaleColumns, storeSums,
} from './channel-scale';
export { gatherColumns, scatterAddColumns } from './columns';
export { setTable, tableBytes } from './constants';
export { copyRows } from './copy';
export { coupling, couplingGradient, couplingWorkspace } from './coupling';
export { addColumnSums, gemmPrepared } from './dense';
export {
  elu, exp, expm1, leakyRelu, log, log1p, relu, relu6, rsqrt, sigmoid, softplus, sqrt, square, tanh, tanhGradient,
} from './elementwise';
export { gemm, gemmWorkspace } from './gemm';
export { normalLogProb, normalLogProbGradient, sumSquares } from './normal';
export { adam, adamax, movingAverage } from './optimizer';
export { packB, packedSize } from './pack';
export { addPatches, fillRows, patches, turnTaps } from './patches';
export { normal, randomWorkspace, uniform } from './random';
export { sumAxis } from './reduce';
export { addSegments } from './segments';
export { exchangeAxes, transpose } from './transpose';
