// Columns of rows to and from a contiguous buffer, on vectors where they lie at every position or every second.

/**
 * 1 or 2 where the listed columns are every first or second one from the first on, else 0. A single column of
 * rows of two is every second element of them all.
 */
export function stepOf(columns: usize, count: i32, features: i32): i32 {
  if (count <= 1) return features == 2 ? 2 : 1;
  const step = i32.load(columns, 4) - i32.load(columns);
  if (step != 1 && step != 2) return 0;
  for (let j = 1; j < count; j++) {
    if (i32.load(columns + j * 4) - i32.load(columns + j * 4 - 4) != step) return 0;
  }
  return step;
}

/**
 * out [rows, count] = x [rows, width] at the columns: those listed, or without a list `count` of them from
 * `first` on, `step` apart.
 */
export function gatherStrided(
  x: usize, width: i32, columns: usize, step: i32, first: i32, rows: i32, count: i32, out: usize,
): void {
  if (count == 0) return;
  if (step == 0) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < count; j++) {
        f32.store(out, f32.load(x + (<usize>i32.load(columns + j * 4) << 2)));
        out += 4;
      }
      x += <usize>width * 4;
    }
    return;
  }
  if (columns) first = i32.load(columns);
  if (width == step * count) return gatherRun(x, first, step, rows * count, rows * width, out);
  for (let i = 0; i < rows; i++) {
    gatherRun(x, first, step, count, width, out);
    x += <usize>width * 4;
    out += <usize>count * 4;
  }
}

/** The way back: y at the columns = values, the rest of y stays. */
export function scatterStrided(
  values: usize, y: usize, width: i32, columns: usize, step: i32, first: i32, rows: i32, count: i32,
): void {
  if (count == 0) return;
  if (step == 0) {
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < count; j++) {
        f32.store(y + (<usize>i32.load(columns + j * 4) << 2), f32.load(values));
        values += 4;
      }
      y += <usize>width * 4;
    }
    return;
  }
  if (columns) first = i32.load(columns);
  if (width == step * count) return scatterRun(values, y, first, step, rows * count, rows * width);
  for (let i = 0; i < rows; i++) {
    scatterRun(values, y, first, step, count, width);
    y += <usize>width * 4;
    values += <usize>count * 4;
  }
}

/** out[i] = x[first + i·step], i < n; vectors touch nothing beyond x[size − 1]. */
// @ts-ignore: decorator
@inline
function gatherRun(x: usize, first: i32, step: i32, n: i32, size: i32, out: usize): void {
  let i = 0;
  if (step == 1) {
    x += <usize>first * 4;
    for (; i + 4 <= n; i += 4) v128.store(out + i * 4, v128.load(x + i * 4));
    for (; i < n; i++) f32.store(out + i * 4, f32.load(x + i * 4));
    return;
  }
  const odd = first & 1;
  const safe = min(n, (size - (first - odd)) >> 1) & ~3;
  x += <usize>(first - odd) * 4;
  for (; i < safe; i += 4) {
    const a = v128.load(x + i * 8);
    const b = v128.load(x + i * 8, 16);
    v128.store(out + i * 4, odd ? v128.shuffle<f32>(a, b, 1, 3, 5, 7) : v128.shuffle<f32>(a, b, 0, 2, 4, 6));
  }
  for (; i < n; i++) f32.store(out + i * 4, f32.load(x + (i * 2 + odd) * 4));
}

/** y[first + i·step] = values[i], i < n; vectors touch nothing beyond y[size − 1]. */
// @ts-ignore: decorator
@inline
function scatterRun(values: usize, y: usize, first: i32, step: i32, n: i32, size: i32): void {
  let i = 0;
  if (step == 1) {
    y += <usize>first * 4;
    for (; i + 4 <= n; i += 4) v128.store(y + i * 4, v128.load(values + i * 4));
    for (; i < n; i++) f32.store(y + i * 4, f32.load(values + i * 4));
    return;
  }
  const odd = first & 1;
  const safe = min(n, (size - (first - odd)) >> 1) & ~3;
  y += <usize>(first - odd) * 4;
  for (; i < safe; i += 4) {
    const at = y + i * 8;
    const v = v128.load(values + i * 4);
    const a = v128.load(at);
    const b = v128.load(at, 16);
    if (odd) {
      v128.store(at, v128.shuffle<f32>(v, a, 4, 0, 6, 1));
      v128.store(at, v128.shuffle<f32>(v, b, 4, 2, 6, 3), 16);
    } else {
      v128.store(at, v128.shuffle<f32>(v, a, 0, 5, 1, 7));
      v128.store(at, v128.shuffle<f32>(v, b, 2, 5, 3, 7), 16);
    }
  }
  for (; i < n; i++) f32.store(y + (i * 2 + odd) * 4, f32.load(values + i * 4));
}
