export { setTable, tableBytes } from './constants';
export {
  elu, exp, expm1, leakyRelu, log, log1p, relu6, rsqrt, sigmoid, softplus, sqrt, square, tanh, tanhGradient,
} from './elementwise';
export { gemm, gemmPacked, gemmWorkspace } from './gemm';
export { packB, packedSize } from './pack';
export { sum, sumAxis } from './reduce';
export { exchangeAxes, transpose } from './transpose';
