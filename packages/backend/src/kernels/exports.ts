/** An address or a size in bytes in WASM memory. */
export type Address = number;

/** y[i] = f(x[i]); x and y may be the same. */
export type UnaryKernel = (x: Address, y: Address, count: number) => void;

/** What assembly/index.ts exports: the one declaration of the kernels' signatures. Strides are in bytes. */
export type Kernels = {
  readonly tableBytes: () => number;
  readonly setTable: (address: Address) => void;

  readonly gemmWorkspace: (m: number, n: number, k: number) => number;
  readonly gemm: (
    a: Address,
    strideA: number,
    transposeA: number,
    b: Address,
    strideB: number,
    transposeB: number,
    c: Address,
    strideC: number,
    m: number,
    n: number,
    k: number,
    flags: number,
    bias: Address,
    mask: Address,
    workspace: Address,
  ) => void;

  readonly exp: UnaryKernel;
  readonly log: UnaryKernel;
  readonly log1p: UnaryKernel;
  readonly expm1: UnaryKernel;
  readonly tanh: UnaryKernel;
  readonly sigmoid: UnaryKernel;
  readonly softplus: UnaryKernel;
  readonly sqrt: UnaryKernel;
  readonly rsqrt: UnaryKernel;
  readonly square: UnaryKernel;
  readonly relu6: UnaryKernel;
  readonly elu: UnaryKernel;
  readonly leakyRelu: (x: Address, y: Address, count: number, alpha: number) => void;

  readonly sumAxis: (
    x: Address,
    out: Address,
    outer: number,
    count: number,
    inner: number,
    divisor: number,
  ) => void;
  readonly transpose: (x: Address, out: Address, batch: number, rows: number, columns: number) => void;
  readonly exchangeAxes: (
    x: Address,
    out: Address,
    batch: number,
    m: number,
    n: number,
    width: number,
  ) => void;
};

/** What `gemm` does to a sum before it is stored, in this order (assembly/gemm-flags.ts). */
export const GEMM = { accumulate: 1, bias: 2, relu: 4, mask: 8 } as const;
