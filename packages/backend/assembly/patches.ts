/**
 * Rows start to start + count of the patch matrix of x [batch, height, width, channels] (NHWC): row (batch,
 * outY, outX) holds x at the filter's positions [filterHeight, filterWidth, channels], 0 outside.
 */
export function patches(
  x: usize, out: usize, start: i32, count: i32, height: i32, width: i32, channels: i32,
  outHeight: i32, outWidth: i32, filterHeight: i32, filterWidth: i32,
  strideY: i32, strideX: i32, top: i32, left: i32,
): void {
  const bytes = <usize>channels * 4;
  for (let row = start; row < start + count; row++) {
    const outX = row % outWidth;
    const outY = (row / outWidth) % outHeight;
    const image = x + <usize>(row / (outWidth * outHeight)) * <usize>height * <usize>width * bytes;
    for (let i = 0; i < filterHeight; i++) {
      const y = outY * strideY + i - top;
      for (let j = 0; j < filterWidth; j++) {
        const at = outX * strideX + j - left;
        if (u32(y) < u32(height) && u32(at) < u32(width)) {
          memory.copy(out, image + <usize>(y * width + at) * bytes, bytes);
        } else {
          memory.fill(out, 0, bytes);
        }
        out += bytes;
      }
    }
  }
}
