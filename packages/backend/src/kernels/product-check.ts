// What a compiled product is asked before it is trusted, in a memory of two pages of its own.
import { GEMM } from './exports.ts';
import { multiply, type ProductKernels } from './product.ts';

/** Tiles of each height, 6 + 4 + 1 and 6 + 2 + 1 rows or 4 + 4 + 2 + 1 and 4 + 4 + 1, of each width, 16 + 8 + 4 + 3. */
const HEIGHTS = [11, 9];
const [N, K] = [31, 9];
const AT = { a: 0, b: 4096, bias: 8192, mask: 12288, c: 16384, scratch: 32768 };

/** Whether products of small integers, of which float32 rounds nothing, come out right on every tile. */
export function isExact(kernels: ProductKernels, memory: WebAssembly.Memory): boolean {
  return HEIGHTS.every((m) => isExactOn(kernels, memory, m));
}

function isExactOn(kernels: ProductKernels, memory: WebAssembly.Memory, m: number): boolean {
  const a = place(memory, AT.a, m * K);
  const b = place(memory, AT.b, K * N);
  const bias = place(memory, AT.bias, N);
  const mask = place(memory, AT.mask, m * N);
  const isRight = (transposeA: boolean, flags: number) => {
    const before = place(memory, AT.c, m * N);
    const strides = { strideA: 4 * (transposeA ? m : K), strideB: 4 * N, strideC: 4 * N };
    multiply(kernels, { ...AT, ...strides, transposeA, m, n: N, k: K, flags });
    return floats(memory, AT.c, m * N).every((sum, i) => {
      const [row, column] = [Math.floor(i / N), i % N];
      let expected = flags & GEMM.accumulate ? at(before, i) : 0;
      for (let p = 0; p < K; p++) {
        expected += at(a, transposeA ? p * m + row : row * K + p) * at(b, p * N + column);
      }
      if (flags & GEMM.bias) expected += at(bias, column);
      if (flags & GEMM.relu) expected = Math.max(0, expected);
      return sum === (flags & GEMM.mask && at(mask, i) <= 0 ? 0 : expected);
    });
  };
  return [false, true].every((transposeA) =>
    [0, GEMM.accumulate | GEMM.bias | GEMM.relu, GEMM.mask].every((flags) => isRight(transposeA, flags)),
  );
}

/**
 * Whether tiles of 16 columns, whose sums fit the registers only as vectors of 256 bits, beat those of 8 columns: a
 * choice by the clock between ways of the same bits.
 */
export function isWideFaster(kernels: ProductKernels): boolean {
  const [m, k] = [24, 256];
  const product = (n: number) => {
    const places = {
      a: 0,
      strideA: 4 * k,
      b: 24576,
      strideB: 4 * n,
      c: 40960,
      strideC: 4 * n,
      scratch: 45056,
    };
    multiply(kernels, { ...places, m, n, k });
  };
  const [narrow, wide] = [fastest(() => product(8)), fastest(() => product(16))];
  return wide < 2 * narrow;
}

/** Milliseconds of five calls, the fastest of twenty times. */
function fastest(run: () => void): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const start = performance.now();
    for (let call = 0; call < 5; call++) run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

/** Integers from -11 to 11, which are returned too. */
function place(memory: WebAssembly.Memory, address: number, count: number): Float32Array {
  const values = Float32Array.from({ length: count }, (_, i) => ((i * 37 + address / 4096) % 23) - 11);
  floats(memory, address, count).set(values);
  return values;
}

function floats(memory: WebAssembly.Memory, address: number, count: number): Float32Array {
  return new Float32Array(memory.buffer, address, count);
}

function at(values: Float32Array, index: number): number {
  return values[index] as number;
}
