// Packed operands of the matrix product. B becomes panels of 8 columns [k][8], then one of 4 columns, then
// one of the 1 to 3 that are left, padded to 4 with zeros. A becomes panels of 6, 4, 2 and 1 rows [k][rows].

/** Rows of a source that are read while they are in the first-level cache. */
const RUN: i32 = 16;

/** Floats that `packB` writes. */
export function packedSize(k: i32, n: i32): i32 {
  return k * ((n + 3) & ~3);
}

/** Packs B [k, n] (or, transposed, its source [n, k]); `stride` in bytes. */
export function packB(b: usize, stride: usize, transposed: i32, k: i32, n: i32, out: usize): void {
  let column = n & ~7;
  if (transposed) {
    for (let j = 0; j < column; j += 8) packRows(b + <usize>j * stride, stride, k, 8, out + <usize>(j * k) * 4);
  } else {
    for (let i = 0; i < k; i += RUN) {
      const run = min(RUN, k - i);
      const from = b + <usize>i * stride;
      const to = out + i * 32;
      for (let j = 0; j < column; j += 8) packColumns8(from + j * 4, stride, run, to + <usize>(j * k) * 4);
    }
  }
  out += <usize>(column * k) * 4;
  if (column + 4 <= n) {
    if (transposed) packRows(b + <usize>column * stride, stride, k, 4, out);
    else packColumns4(b + <usize>column * 4, stride, k, out);
    out += <usize>k * 16;
    column += 4;
  }
  if (column == n) return;
  const rest = n - column;
  const byRow = transposed ? 4 : <i32>stride;
  const byColumn = transposed ? <i32>stride : 4;
  packRest(b + <usize>column * byColumn, byRow, byColumn, k, rest, out);
}

function packColumns8(b: usize, stride: usize, k: i32, out: usize): void {
  for (let i = 0; i < k; i++) {
    v128.store(out, v128.load(b));
    v128.store(out, v128.load(b, 16), 16);
    b += stride;
    out += 32;
  }
}

function packColumns4(b: usize, stride: usize, k: i32, out: usize): void {
  for (let i = 0; i < k; i++) {
    v128.store(out, v128.load(b));
    b += stride;
    out += 16;
  }
}

/** Transposes 4 or 8 rows of length k into [k][width]. */
function packRows(b: usize, stride: usize, k: i32, width: i32, out: usize): void {
  for (let half = 0; half < width; half += 4) {
    transposeRows(b + <usize>half * stride, stride, k, out + half * 4, width * 4);
  }
}

/** out[i][0..3] = source[0..3][i]; strides in bytes. */
export function transposeRows(source: usize, stride: usize, count: i32, out: usize, outStride: usize): void {
  let r0 = source;
  let r1 = r0 + stride;
  let r2 = r1 + stride;
  let r3 = r2 + stride;
  let i = 0;
  for (; i + 4 <= count; i += 4) {
    const x0 = v128.load(r0);
    const x1 = v128.load(r1);
    const x2 = v128.load(r2);
    const x3 = v128.load(r3);
    const low01 = v128.shuffle<f32>(x0, x1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(x2, x3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(x0, x1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(x2, x3, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f64>(low01, low23, 0, 2));
    v128.store(out + outStride, v128.shuffle<f64>(low01, low23, 1, 3));
    v128.store(out + 2 * outStride, v128.shuffle<f64>(high01, high23, 0, 2));
    v128.store(out + 3 * outStride, v128.shuffle<f64>(high01, high23, 1, 3));
    r0 += 16;
    r1 += 16;
    r2 += 16;
    r3 += 16;
    out += 4 * outStride;
  }
  for (; i < count; i++) {
    f32.store(out, f32.load(r0));
    f32.store(out, f32.load(r1), 4);
    f32.store(out, f32.load(r2), 8);
    f32.store(out, f32.load(r3), 12);
    r0 += 4;
    r1 += 4;
    r2 += 4;
    r3 += 4;
    out += outStride;
  }
}

function packRest(b: usize, byRow: i32, byColumn: i32, k: i32, columns: i32, out: usize): void {
  for (let i = 0; i < k; i++) {
    v128.store(out, f32x4.splat(0));
    for (let j = 0; j < columns; j++) f32.store(out + j * 4, f32.load(b + j * byColumn));
    b += byRow;
    out += 16;
  }
}

/** Packs the rows of Aᵀ, whose source is [k, rows], for tiles of 6, 4, 2 and 1 rows; `stride` in bytes. */
export function packTransposedA(a: usize, stride: usize, rows: i32, k: i32, full: i32, out: usize): void {
  for (let i = 0; i < k; i += RUN) {
    const run = min(RUN, k - i);
    const from = a + <usize>i * stride;
    let row = 0;
    while (row < rows) {
      const width = tileRows(rows - row, full);
      packWidth(from + row * 4, stride, run, width, out + <usize>(row * k + i * width) * 4);
      row += width;
    }
  }
}

/** The rows of the next tile: a full one, else the largest power of two that fits. */
export function tileRows(left: i32, full: i32): i32 {
  return left >= full ? full : left >= 4 ? 4 : left >= 2 ? 2 : 1;
}

function packWidth(a: usize, stride: usize, k: i32, width: i32, out: usize): void {
  if (width == 6) {
    for (let i = 0; i < k; i++) {
      v128.store(out, v128.load(a));
      f64.store(out, f64.load(a, 16), 16);
      a += stride;
      out += 24;
    }
  } else if (width == 4) packColumns4(a, stride, k, out);
  else if (width == 2) {
    for (let i = 0; i < k; i++) {
      f64.store(out, f64.load(a));
      a += stride;
      out += 8;
    }
  } else {
    for (let i = 0; i < k; i++) {
      f32.store(out, f32.load(a));
      a += stride;
      out += 4;
    }
  }
}
