import type { Address, Kernels } from './exports.ts';

/** The kernels of the product, of which a pack may have a build of their own. */
export type ProductKernels = Pick<Kernels, 'gemm' | 'gemmPrepared'>;

/** C [m, n] = op(A)·op(B); strides in bytes. `packedB`: op(B) as `packB` lays it out, for untransposed A. */
export type Product = {
  readonly a: Address;
  readonly strideA: number;
  readonly transposeA?: boolean;
  readonly b: Address;
  readonly strideB: number;
  readonly transposeB?: boolean;
  readonly packedB?: Address;
  readonly c: Address;
  readonly strideC: number;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** What happens before a sum is stored: GEMM. */
  readonly flags?: number;
  readonly bias?: Address;
  readonly mask?: Address;
  /** `gemmWorkspace(m, n, k)` bytes. */
  readonly scratch: Address;
};

export function multiply(kernels: ProductKernels, p: Product): void {
  const { a, strideA, b, strideB, c, strideC, m, n, k, flags = 0, bias = 0, mask = 0, scratch } = p;
  const { packedB, transposeA = false, transposeB = false } = p;
  const tA = Number(transposeA);
  const tB = Number(transposeB);
  // Arguments one by one: a spread is a slow call into WASM.
  // biome-ignore format: one line a matrix
  if (packedB === undefined) {
    kernels.gemm(
      a, strideA, tA,
      b, strideB, tB,
      c, strideC,
      m, n, k, flags, bias, mask, scratch,
    );
  } else {
    kernels.gemmPrepared(
      a, strideA,
      b, strideB, tB, packedB,
      c, strideC,
      m, n, k, flags, bias, mask, scratch,
    );
  }
}
