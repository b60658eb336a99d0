import type { Address, Kernels } from './exports.ts';

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

export function multiply(kernels: Kernels, p: Product): void {
  const { a, strideA, b, strideB, c, strideC, m, n, k, flags = 0, bias = 0, mask = 0, scratch } = p;
  const transposeB = Number(p.transposeB ?? false);
  if (p.packedB === undefined) {
    const transposeA = Number(p.transposeA ?? false);
    kernels.gemm(
      ...([a, strideA, transposeA, b, strideB, transposeB, c, strideC] as const),
      ...([m, n, k, flags, bias, mask, scratch] as const),
    );
  } else {
    kernels.gemmPrepared(
      ...([a, strideA, b, strideB, transposeB, p.packedB, c, strideC] as const),
      ...([m, n, k, flags, bias, mask, scratch] as const),
    );
  }
}
