// Products with one side of 1 to 3: tiles would multiply padding.
import { ACCUMULATE, BIAS, MASK, RELU } from './gemm-flags';
import { multiplyAdd } from './multiply-add';

/** Where the results of a thin product go; strides in bytes. */
// @ts-ignore: decorator
@inline
function store(sum: f32, c: usize, flags: i32, bias: usize, mask: usize): void {
  if (flags) {
    if (flags & ACCUMULATE) sum += f32.load(c);
    if (flags & BIAS) sum += f32.load(bias);
    if (flags & RELU) sum = sum < 0 ? 0 : sum;
    if (flags & MASK) sum = f32.load(mask) > 0 ? sum : 0;
  }
  f32.store(c, sum);
}

// @ts-ignore: decorator
@inline
function horizontal(v: v128): f32 {
  const pairs = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** C [m, n] from rows of A [m, k] and rows of Bᵀ [n, k]: sums run along k. */
export function dotProducts(
  a: usize, strideA: usize, b: usize, strideB: usize, c: usize, strideC: usize,
  m: i32, n: i32, k: i32, flags: i32, bias: usize, mask: usize,
): void {
  let j = 0;
  for (; j + 2 <= n; j += 2) {
    const at = <usize>j * 4;
    dotTwo(a, strideA, b + <usize>j * strideB, strideB, c + at, strideC, m, k, flags, bias + at, mask + at);
  }
  if (j == n) return;
  const at = <usize>j * 4;
  dotOne(a, strideA, b + <usize>j * strideB, c + at, strideC, m, k, flags, bias + at, mask + at);
}

/** One column: four rows at a time, each with the sums that `dot` has. */
function dotOne(
  a: usize, strideA: usize, b: usize, c: usize, strideC: usize,
  m: i32, k: i32, flags: i32, bias: usize, mask: usize,
): void {
  const vectors = k & ~7;
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    let a0 = a + <usize>i * strideA;
    let a1 = a0 + strideA;
    let a2 = a1 + strideA;
    let a3 = a2 + strideA;
    let at = b;
    let even0 = f32x4.splat(0);
    let even1 = even0;
    let even2 = even0;
    let even3 = even0;
    let odd0 = even0;
    let odd1 = even0;
    let odd2 = even0;
    let odd3 = even0;
    for (let left = vectors; left > 0; left -= 8) {
      const y0 = v128.load(at);
      const y1 = v128.load(at, 16);
      even0 = multiplyAdd(v128.load(a0), y0, even0);
      odd0 = multiplyAdd(v128.load(a0, 16), y1, odd0);
      even1 = multiplyAdd(v128.load(a1), y0, even1);
      odd1 = multiplyAdd(v128.load(a1, 16), y1, odd1);
      even2 = multiplyAdd(v128.load(a2), y0, even2);
      odd2 = multiplyAdd(v128.load(a2, 16), y1, odd2);
      even3 = multiplyAdd(v128.load(a3), y0, even3);
      odd3 = multiplyAdd(v128.load(a3, 16), y1, odd3);
      a0 += 32;
      a1 += 32;
      a2 += 32;
      a3 += 32;
      at += 32;
    }
    let sums = sumLanes(f32x4.add(even0, odd0), f32x4.add(even1, odd1), f32x4.add(even2, odd2), f32x4.add(even3, odd3));
    for (let left = k - vectors; left > 0; left--) {
      const x = f32x4(f32.load(a0), f32.load(a1), f32.load(a2), f32.load(a3));
      sums = f32x4.add(sums, f32x4.mul(x, v128.load32_splat(at)));
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      at += 4;
    }
    const to = <usize>i * strideC;
    store4(sums, c + to, strideC, flags, bias, 0, mask + to);
  }
  for (; i < m; i++) {
    const to = <usize>i * strideC;
    store(dot(a + <usize>i * strideA, b, k), c + to, flags, bias, mask + to);
  }
}

function dot(a: usize, b: usize, k: i32): f32 {
  let s0 = f32x4.splat(0);
  let s1 = f32x4.splat(0);
  for (; k >= 8; k -= 8) {
    s0 = multiplyAdd(v128.load(a), v128.load(b), s0);
    s1 = multiplyAdd(v128.load(a, 16), v128.load(b, 16), s1);
    a += 32;
    b += 32;
  }
  let sum = horizontal(f32x4.add(s0, s1));
  for (; k > 0; k--) {
    sum += f32.load(a) * f32.load(b);
    a += 4;
    b += 4;
  }
  return sum;
}

function dotTwo(
  a: usize, strideA: usize, b: usize, strideB: usize, c: usize, strideC: usize,
  m: i32, k: i32, flags: i32, bias: usize, mask: usize,
): void {
  const vectors = k & ~3;
  let i = 0;
  for (; i + 4 <= m; i += 4) {
    let a0 = a + <usize>i * strideA;
    let a1 = a0 + strideA;
    let a2 = a1 + strideA;
    let a3 = a2 + strideA;
    let b0 = b;
    let b1 = b + strideB;
    let s00 = f32x4.splat(0);
    let s01 = s00;
    let s10 = s00;
    let s11 = s00;
    let s20 = s00;
    let s21 = s00;
    let s30 = s00;
    let s31 = s00;
    for (let left = vectors; left > 0; left -= 4) {
      const y0 = v128.load(b0);
      const y1 = v128.load(b1);
      let x = v128.load(a0);
      s00 = multiplyAdd(x, y0, s00);
      s01 = multiplyAdd(x, y1, s01);
      x = v128.load(a1);
      s10 = multiplyAdd(x, y0, s10);
      s11 = multiplyAdd(x, y1, s11);
      x = v128.load(a2);
      s20 = multiplyAdd(x, y0, s20);
      s21 = multiplyAdd(x, y1, s21);
      x = v128.load(a3);
      s30 = multiplyAdd(x, y0, s30);
      s31 = multiplyAdd(x, y1, s31);
      a0 += 16;
      a1 += 16;
      a2 += 16;
      a3 += 16;
      b0 += 16;
      b1 += 16;
    }
    // Sums of lanes as [row 0 .. row 3] for each of the two columns.
    let column0 = sumLanes(s00, s10, s20, s30);
    let column1 = sumLanes(s01, s11, s21, s31);
    for (let left = k - vectors; left > 0; left--) {
      const x = f32x4(f32.load(a0), f32.load(a1), f32.load(a2), f32.load(a3));
      column0 = multiplyAdd(x, v128.load32_splat(b0), column0);
      column1 = multiplyAdd(x, v128.load32_splat(b1), column1);
      a0 += 4;
      a1 += 4;
      a2 += 4;
      a3 += 4;
      b0 += 4;
      b1 += 4;
    }
    storePair(column0, column1, <usize>i * strideC, c, strideC, flags, bias, mask);
  }
  for (; i < m; i++) {
    const row = a + <usize>i * strideA;
    const to = <usize>i * strideC;
    store(dot(row, b, k), c + to, flags, bias, mask + to);
    store(dot(row, b + strideB, k), c + to + 4, flags, bias + 4, mask + to + 4);
  }
}

// @ts-ignore: decorator
@inline
function sumLanes(r0: v128, r1: v128, r2: v128, r3: v128): v128 {
  const s01 = f32x4.add(v128.shuffle<f32>(r0, r1, 0, 4, 1, 5), v128.shuffle<f32>(r0, r1, 2, 6, 3, 7));
  const s23 = f32x4.add(v128.shuffle<f32>(r2, r3, 0, 4, 1, 5), v128.shuffle<f32>(r2, r3, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f64>(s01, s23, 0, 2), v128.shuffle<f64>(s01, s23, 1, 3));
}

// @ts-ignore: decorator
@inline
function storePair(
  column0: v128, column1: v128, at: usize, c: usize, strideC: usize, flags: i32, bias: usize, mask: usize,
): void {
  const second = at + strideC;
  const third = second + strideC;
  const fourth = third + strideC;
  store(f32x4.extract_lane(column0, 0), c + at, flags, bias, mask + at);
  store(f32x4.extract_lane(column1, 0), c + at + 4, flags, bias + 4, mask + at + 4);
  store(f32x4.extract_lane(column0, 1), c + second, flags, bias, mask + second);
  store(f32x4.extract_lane(column1, 1), c + second + 4, flags, bias + 4, mask + second + 4);
  store(f32x4.extract_lane(column0, 2), c + third, flags, bias, mask + third);
  store(f32x4.extract_lane(column1, 2), c + third + 4, flags, bias + 4, mask + third + 4);
  store(f32x4.extract_lane(column0, 3), c + fourth, flags, bias, mask + fourth);
  store(f32x4.extract_lane(column1, 3), c + fourth + 4, flags, bias + 4, mask + fourth + 4);
}

/**
 * out(i, j) = Σₖ narrow(k, i) · wide[k][j] for i < rows (1 to 3), j < columns. Addresses: narrow + k·narrowK +
 * i·narrowRow; out + i·outRow + j·outColumn; bias + i·biasRow + j·biasColumn. All strides in bytes.
 */
export function outerProducts(
  narrow: usize, narrowK: usize, narrowRow: usize, wide: usize, strideWide: usize,
  out: usize, outRow: usize, outColumn: usize, rows: i32, columns: i32, k: i32,
  flags: i32, bias: usize, biasRow: usize, biasColumn: usize, mask: usize,
): void {
  for (let i = 0; i < rows; i += 2) {
    const two = i + 1 < rows;
    const x = narrow + <usize>i * narrowRow;
    const at = <usize>i * outRow;
    const atBias = bias + <usize>i * biasRow;
    let j = 0;
    for (; j + 16 <= columns; j += 16) {
      const to = at + <usize>j * outColumn;
      outer16(
        x, narrowK, two ? narrowRow : 0, wide + <usize>j * 4, strideWide, k,
        out + to, two ? outRow : 0, outColumn, flags, atBias + <usize>j * biasColumn, biasRow, biasColumn, mask + to,
      );
    }
    for (; j < columns; j++) {
      for (let row = 0; row <= <i32>two; row++) {
        const to = at + <usize>row * outRow + <usize>j * outColumn;
        const sum = dotStrided(x + <usize>row * narrowRow, narrowK, wide + <usize>j * 4, strideWide, k);
        store(sum, out + to, flags, atBias + <usize>row * biasRow + <usize>j * biasColumn, mask + to);
      }
    }
  }
}

function dotStrided(a: usize, strideA: usize, b: usize, strideB: usize, k: i32): f32 {
  let sum: f32 = 0;
  for (; k > 0; k--) {
    sum += f32.load(a) * f32.load(b);
    a += strideA;
    b += strideB;
  }
  return sum;
}

/** Sixteen columns of one row (row stride 0) or two. */
function outer16(
  x: usize, strideK: usize, strideRow: usize, wide: usize, strideWide: usize, k: i32,
  out: usize, outRow: usize, outColumn: usize, flags: i32, bias: usize, biasRow: usize, biasColumn: usize, mask: usize,
): void {
  let s00 = f32x4.splat(0);
  let s01 = s00;
  let s02 = s00;
  let s03 = s00;
  let s10 = s00;
  let s11 = s00;
  let s12 = s00;
  let s13 = s00;
  for (; k > 0; k--) {
    const w0 = v128.load(wide);
    const w1 = v128.load(wide, 16);
    const w2 = v128.load(wide, 32);
    const w3 = v128.load(wide, 48);
    let factor = v128.load32_splat(x);
    s00 = multiplyAdd(factor, w0, s00);
    s01 = multiplyAdd(factor, w1, s01);
    s02 = multiplyAdd(factor, w2, s02);
    s03 = multiplyAdd(factor, w3, s03);
    if (strideRow) {
      factor = v128.load32_splat(x + strideRow);
      s10 = multiplyAdd(factor, w0, s10);
      s11 = multiplyAdd(factor, w1, s11);
      s12 = multiplyAdd(factor, w2, s12);
      s13 = multiplyAdd(factor, w3, s13);
    }
    x += strideK;
    wide += strideWide;
  }
  store4(s00, out, outColumn, flags, bias, biasColumn, mask);
  store4(s01, out + 4 * outColumn, outColumn, flags, bias + 4 * biasColumn, biasColumn, mask + 4 * outColumn);
  store4(s02, out + 8 * outColumn, outColumn, flags, bias + 8 * biasColumn, biasColumn, mask + 8 * outColumn);
  store4(s03, out + 12 * outColumn, outColumn, flags, bias + 12 * biasColumn, biasColumn, mask + 12 * outColumn);
  if (!strideRow) return;
  out += outRow;
  bias += biasRow;
  mask += outRow;
  store4(s10, out, outColumn, flags, bias, biasColumn, mask);
  store4(s11, out + 4 * outColumn, outColumn, flags, bias + 4 * biasColumn, biasColumn, mask + 4 * outColumn);
  store4(s12, out + 8 * outColumn, outColumn, flags, bias + 8 * biasColumn, biasColumn, mask + 8 * outColumn);
  store4(s13, out + 12 * outColumn, outColumn, flags, bias + 12 * biasColumn, biasColumn, mask + 12 * outColumn);
}

function store4(
  sums: v128, out: usize, outColumn: usize, flags: i32, bias: usize, biasColumn: usize, mask: usize,
): void {
  if (outColumn == 4 && !(flags & ~ACCUMULATE)) {
    v128.store(out, flags ? f32x4.add(sums, v128.load(out)) : sums);
    return;
  }
  store(f32x4.extract_lane(sums, 0), out, flags, bias, mask);
  store(f32x4.extract_lane(sums, 1), out + outColumn, flags, bias + biasColumn, mask + outColumn);
  store(f32x4.extract_lane(sums, 2), out + 2 * outColumn, flags, bias + 2 * biasColumn, mask + 2 * outColumn);
  store(f32x4.extract_lane(sums, 3), out + 3 * outColumn, flags, bias + 3 * biasColumn, mask + 3 * outColumn);
}

/**
 * C [m, n] for k of 1 or 2 and n a multiple of 16, of B as `packB` lays it out: tiles would spend their time on
 * beginning and ending.
 */
export function fewSteps(
  a: usize, strideA: usize, packedB: usize, c: usize, strideC: usize,
  m: i32, n: i32, k: i32, flags: i32, bias: usize, mask: usize,
): void {
  const panel = <usize>k * 32;
  for (let j = 0; j < n; j += 16) {
    const at = <usize>j * 4;
    columns16(a, strideA, packedB, packedB + panel, c + at, strideC, m, k, flags, bias + at, mask + at);
    packedB += 2 * panel;
  }
}

function columns16(
  a: usize, strideA: usize, left: usize, right: usize, c: usize, strideC: usize,
  m: i32, k: i32, flags: i32, bias: usize, mask: usize,
): void {
  const zero = f32x4.splat(0);
  const w0 = v128.load(left);
  const w1 = v128.load(left, 16);
  const w2 = v128.load(right);
  const w3 = v128.load(right, 16);
  let u0 = zero;
  let u1 = zero;
  let u2 = zero;
  let u3 = zero;
  if (k == 2) {
    u0 = v128.load(left, 32);
    u1 = v128.load(left, 48);
    u2 = v128.load(right, 32);
    u3 = v128.load(right, 48);
  }
  for (let i = 0; i < m; i++) {
    let x = v128.load32_splat(a);
    let s0 = multiplyAdd(x, w0, zero);
    let s1 = multiplyAdd(x, w1, zero);
    let s2 = multiplyAdd(x, w2, zero);
    let s3 = multiplyAdd(x, w3, zero);
    if (k == 2) {
      x = v128.load32_splat(a, 4);
      s0 = multiplyAdd(x, u0, s0);
      s1 = multiplyAdd(x, u1, s1);
      s2 = multiplyAdd(x, u2, s2);
      s3 = multiplyAdd(x, u3, s3);
    }
    if (flags & ACCUMULATE) {
      s0 = f32x4.add(s0, v128.load(c));
      s1 = f32x4.add(s1, v128.load(c, 16));
      s2 = f32x4.add(s2, v128.load(c, 32));
      s3 = f32x4.add(s3, v128.load(c, 48));
    }
    if (flags & BIAS) {
      s0 = f32x4.add(s0, v128.load(bias));
      s1 = f32x4.add(s1, v128.load(bias, 16));
      s2 = f32x4.add(s2, v128.load(bias, 32));
      s3 = f32x4.add(s3, v128.load(bias, 48));
    }
    if (flags & RELU) {
      s0 = f32x4.pmax(s0, zero);
      s1 = f32x4.pmax(s1, zero);
      s2 = f32x4.pmax(s2, zero);
      s3 = f32x4.pmax(s3, zero);
    }
    if (flags & MASK) {
      s0 = v128.and(s0, f32x4.gt(v128.load(mask), zero));
      s1 = v128.and(s1, f32x4.gt(v128.load(mask, 16), zero));
      s2 = v128.and(s2, f32x4.gt(v128.load(mask, 32), zero));
      s3 = v128.and(s3, f32x4.gt(v128.load(mask, 48), zero));
    }
    v128.store(c, s0);
    v128.store(c, s1, 16);
    v128.store(c, s2, 32);
    v128.store(c, s3, 48);
    a += strideA;
    c += strideC;
    mask += strideC;
  }
}
