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
  readonly relu: UnaryKernel;
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

  readonly packB: (
    b: Address,
    stride: number,
    transposed: number,
    k: number,
    n: number,
    out: Address,
  ) => void;
  readonly packedSize: (k: number, n: number) => number;
  readonly gemmPrepared: (
    a: Address,
    strideA: number,
    b: Address,
    strideB: number,
    transposeB: number,
    packedB: Address,
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
  readonly addColumnSums: (x: Address, rows: number, n: number, out: Address, overwrite?: number) => void;
  readonly tanhGradient: (y: Address, dy: Address, count: number) => void;

  readonly gatherColumns: ColumnKernel;
  readonly scatterAddColumns: ColumnKernel;
  readonly couplingWorkspace: (count: number) => number;
  readonly coupling: (
    x: Address,
    h: Address,
    columns: Address,
    y: Address,
    logDet: Address,
    rows: number,
    features: number,
    count: number,
    positions: number,
    mode: number,
    bound: number,
    inverse: number,
    shiftFirst: number,
    workspace: Address,
  ) => void;
  readonly couplingGradient: (
    z: Address,
    h: Address,
    columns: Address,
    dy: Address,
    dLogDet: Address,
    dx: Address,
    dh: Address,
    rows: number,
    features: number,
    count: number,
    positions: number,
    mode: number,
    bound: number,
    inverse: number,
    shiftFirst: number,
    workspace: Address,
  ) => void;
  readonly affineWorkspace: (features: number) => number;
  readonly affine: (
    x: Address,
    s: Address,
    shift: Address,
    y: Address,
    rows: number,
    features: number,
    inverse: number,
    workspace: Address,
  ) => number;
  readonly affineGradient: (
    z: Address,
    s: Address,
    dy: Address,
    dx: Address,
    ds: Address,
    dt: Address,
    rows: number,
    features: number,
    inverse: number,
    dLogScale: number,
    workspace: Address,
  ) => void;

  readonly sumSquares: (x: Address, count: number) => number;
  readonly normalLogProb: (z: Address, out: Address, rows: number, features: number) => void;
  readonly normalLogProbGradient: (
    z: Address,
    dy: Address,
    dz: Address,
    rows: number,
    features: number,
  ) => void;

  readonly adam: (
    p: Address,
    g: Address,
    m: Address,
    v: Address,
    count: number,
    keep1: number,
    add1: number,
    keep2: number,
    add2: number,
    rate: number,
    correct2: number,
    epsilon: number,
    decay: number,
  ) => void;
  readonly adamax: (
    p: Address,
    g: Address,
    m: Address,
    u: Address,
    count: number,
    keep1: number,
    add1: number,
    keep2: number,
    scale: number,
    rate: number,
    epsilon: number,
    decay: number,
  ) => void;
  readonly movingAverage: (average: Address, x: Address, count: number, rate: number) => void;

  readonly addSegments: (
    x: Address,
    ids: Address,
    out: Address,
    rows: number,
    width: number,
    segments: number,
  ) => void;
  readonly patches: (
    x: Address,
    out: Address,
    start: number,
    count: number,
    ...geometry: GeometryArguments
  ) => void;
  readonly addPatches: (
    columns: Address,
    stride: number,
    out: Address,
    startLine: number,
    lines: number,
    ...geometry: GeometryArguments
  ) => void;
  readonly turnTaps: (
    filter: Address,
    out: Address,
    taps: number,
    m: number,
    n: number,
    back: number,
  ) => void;
  readonly copyRows: (
    from: Address,
    fromStride: number,
    to: Address,
    toStride: number,
    rows: number,
    count: number,
  ) => void;
  readonly fillRows: (row: Address, out: Address, rows: number, n: number) => void;

  readonly channelScales: (s: Address, gain: number, out: Address, n: number) => void;
  readonly scaleColumns: (x: Address, scale: Address, out: Address, rows: number, n: number) => void;
  readonly addScaleGradient: (
    up: Address,
    y: Address,
    scale: Address,
    dShift: Address,
    dLogScale: Address,
    rows: number,
    n: number,
  ) => void;
  readonly addColumnDots: (
    a: Address,
    b: Address,
    sums: Address,
    rows: number,
    n: number,
    workspace: Address,
  ) => void;
  readonly packScaledB: (b: Address, scale: Address, k: number, n: number, out: Address) => void;
  readonly storeSums: (sums: Address, gain: number, out: Address, n: number) => void;

  readonly randomWorkspace: () => number;
  readonly uniform: RandomKernel;
  readonly normal: RandomKernel;
};

/** Images and the filter that moves over them (assembly/patches.ts). */
type GeometryArguments = readonly [
  height: number,
  width: number,
  channels: number,
  outHeight: number,
  outWidth: number,
  filterHeight: number,
  filterWidth: number,
  strideY: number,
  strideX: number,
  top: number,
  left: number,
];

type ColumnKernel = (
  x: Address,
  out: Address,
  columns: Address,
  rows: number,
  features: number,
  count: number,
) => void;

/** Values of one stream from a 64-bit counter on. */
type RandomKernel = (
  out: Address,
  count: number,
  key0: number,
  key1: number,
  counter: number,
  workspace: Address,
) => void;

/** What `gemm` does to a sum before it is stored, in this order (assembly/gemm-flags.ts). */
export const GEMM = { accumulate: 1, bias: 2, relu: 4, mask: 8 } as const;
