// The matrix product alone, for engines that join vectors of 128 bits to vectors of 256.
export { gemmPrepared } from './dense';
export { gemm } from './gemm';
