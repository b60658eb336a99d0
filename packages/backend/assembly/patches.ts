// A convolution as a matrix product: its input becomes a matrix of patches, one row a position of the output.
// Images are NHWC; the filter lies with its corner `top` and `left` pixels outside the image.
import { copyShort } from './copy';

/**
 * Rows start to start + count of the patch matrix of x [batch, height, width, channels]: row (batch, outY,
 * outX) holds x at the filter's positions [filterHeight, filterWidth, channels], 0 outside.
 */
export function patches(
  x: usize, out: usize, start: i32, count: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32,
  strideY: i32, strideX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  const line = <usize>width * pixel;
  let outX = start % outWidth;
  let outY = (start / outWidth) % outHeight;
  let image = x + <usize>(start / (outWidth * outHeight)) * <usize>height * line;
  for (; count > 0; count--) {
    // The filter's columns first to last lie inside; their pixels are neighbours in memory.
    const corner = outX * strideX - left;
    const first = min(max(-corner, 0), filterWidth);
    const last = max(min(width - corner, filterWidth), first);
    const before = first * channels;
    const inside = (last - first) * channels;
    const after = (filterWidth - last) * channels;
    const from = image + <usize>(corner + first) * pixel;
    let y = outY * strideY - top;
    for (let i = 0; i < filterHeight; i++, y++) {
      if (u32(y) < u32(height)) {
        if (before) out = zeros(out, before);
        out = copyShort(from + <usize>y * line, out, inside);
        if (after) out = zeros(out, after);
      } else {
        out = zeros(out, filterWidth * channels);
      }
    }
    if (++outX == outWidth) {
      outX = 0;
      if (++outY == outHeight) {
        outY = 0;
        image += <usize>height * line;
      }
    }
  }
}

/** Returns the end of what is written. */
// @ts-ignore: decorator
@inline
function zeros(to: usize, count: i32): usize {
  const zero = i64x2.splat(0);
  for (; count >= 4; count -= 4) {
    v128.store(to, zero);
    to += 16;
  }
  for (; count > 0; count--) {
    i32.store(to, 0);
    to += 4;
  }
  return to;
}

/**
 * The transpose of `patches`: adds a patch matrix, `stride` bytes a row, to the images out [batch, height,
 * width, channels] that it was taken from. Its rows are the lines start to start + count of outWidth
 * positions, counted over all images.
 */
export function addPatches(
  columns: usize, stride: usize, out: usize, start: i32, count: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32,
  strideY: i32, strideX: i32, top: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  const image = <usize>(height * width) * pixel;
  out += <usize>(start / outHeight) * image;
  let begin = start % outHeight;
  while (count > 0) {
    const lines = min(count, outHeight - begin);
    const end = begin + lines;
    const lowest = max(begin * strideY - top, 0);
    const highest = min((end - 1) * strideY + filterHeight - 1 - top, height - 1);
    for (let y = lowest; y <= highest; y++) {
      // Filter rows i, i + strideY, ... meet output lines outY, outY - 1, ...
      let outY = (y + top) / strideY;
      let i = (y + top) % strideY;
      if (outY >= end) {
        i += (outY - end + 1) * strideY;
        outY = end - 1;
      }
      const rows = i < filterHeight ? min((filterHeight - 1 - i) / strideY + 1, outY - begin + 1) : 0;
      if (rows <= 0) continue;
      addLine(
        columns + <usize>((outY - begin) * outWidth) * stride + <usize>(i * filterWidth) * pixel,
        <usize>(strideY * filterWidth) * pixel - <usize>outWidth * stride,
        rows, stride, out + <usize>(y * width) * pixel, width, channels, outWidth, filterWidth, strideX, left,
      );
    }
    columns += <usize>(lines * outWidth) * stride;
    out += image;
    begin = 0;
    count -= lines;
  }
}

/** Adds to one line of an image; `rows` filter rows lie `between` bytes apart, the first at `columns`. */
function addLine(
  columns: usize, between: usize, rows: i32, stride: usize, out: usize, width: i32, channels: i32,
  outWidth: i32, filterWidth: i32, strideX: i32, left: i32,
): void {
  const pixel = <usize>channels * 4;
  const step = <usize>strideX * pixel - stride;
  let outX = left / strideX;
  let phase = left % strideX;
  for (let x = 0; x < width; x++) {
    let at = outX;
    let j = phase;
    if (at >= outWidth) {
      j += (at - outWidth + 1) * strideX;
      at = outWidth - 1;
    }
    // Filter columns j, j + strideX, ... meet positions at, at - 1, ...
    const taps = j < filterWidth ? min(strideX == 1 ? filterWidth - j : (filterWidth - 1 - j) / strideX + 1, at + 1) : 0;
    if (taps > 0) addTaps(columns + <usize>at * stride + <usize>j * pixel, between, rows, step, taps, out, channels);
    out += pixel;
    if (++phase == strideX) {
      phase = 0;
      outX++;
    }
  }
}

// @ts-ignore: decorator
@inline
function addTaps(
  from: usize, between: usize, rows: i32, step: usize, taps: i32, out: usize, channels: i32,
): void {
  let left = channels;
  for (; left >= 8; left -= 8) {
    let sum0 = v128.load(out);
    let sum1 = v128.load(out, 16);
    let row = from;
    for (let i = rows; i > 0; i--) {
      let at = row;
      for (let j = taps; j > 0; j--) {
        sum0 = f32x4.add(sum0, v128.load(at));
        sum1 = f32x4.add(sum1, v128.load(at, 16));
        at += step;
      }
      row += between;
    }
    v128.store(out, sum0);
    v128.store(out, sum1, 16);
    from += 32;
    out += 32;
  }
  if (left & 4) {
    let sum = v128.load(out);
    let row = from;
    for (let i = rows; i > 0; i--) {
      let at = row;
      for (let j = taps; j > 0; j--) {
        sum = f32x4.add(sum, v128.load(at));
        at += step;
      }
      row += between;
    }
    v128.store(out, sum);
    from += 16;
    out += 16;
  }
  if (left & 2) {
    let sum = v128.load64_zero(out);
    let row = from;
    for (let i = rows; i > 0; i--) {
      let at = row;
      for (let j = taps; j > 0; j--) {
        sum = f32x4.add(sum, v128.load64_zero(at));
        at += step;
      }
      row += between;
    }
    v128.store64_lane(out, sum, 0);
    from += 8;
    out += 8;
  }
  if (left & 1) {
    let sum = f32.load(out);
    let row = from;
    for (let i = rows; i > 0; i--) {
      let at = row;
      for (let j = taps; j > 0; j--) {
        sum += f32.load(at);
        at += step;
      }
      row += between;
    }
    f32.store(out, sum);
  }
}

/**
 * A filter [taps, m, n] as [m, taps, n] with the taps in reverse, or (`back`) the other way: of stride 1, the
 * convolution with the one is the transposed convolution with the other.
 */
export function turnTaps(filter: usize, out: usize, taps: i32, m: i32, n: i32, back: i32): void {
  const tap = <usize>(m * n) * 4;
  const part = <usize>n * 4;
  for (let i = 0; i < m; i++) {
    for (let t = taps - 1; t >= 0; t--) {
      const natural = <usize>t * tap + <usize>i * part;
      if (back) copyShort(filter, out + natural, n);
      else copyShort(filter + natural, out, n);
      if (back) filter += part;
      else out += part;
    }
  }
}

/** Every row of out [rows, n] is `row`, or 0 where `row` is 0. */
export function fillRows(row: usize, out: usize, rows: i32, n: i32): void {
  if (row == 0) {
    memory.fill(out, 0, <usize>rows * <usize>n * 4);
    return;
  }
  for (let i = 0; i < rows; i++) out = copyShort(row, out, n);
}
