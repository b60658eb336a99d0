/** out [segments, width] += rows of x [rows, width] at the segments that `ids` (int32) name; others are dropped. */
export function addSegments(x: usize, ids: usize, out: usize, rows: i32, width: i32, segments: i32): void {
  for (let i = 0; i < rows; i++) {
    const id = i32.load(ids + i * 4);
    if (u32(id) < u32(segments)) {
      let from = x;
      let to = out + <usize>id * <usize>width * 4;
      let left = width;
      for (; left >= 4; left -= 4) {
        v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
        from += 16;
        to += 16;
      }
      for (; left > 0; left--) {
        f32.store(to, f32.load(to) + f32.load(from));
        from += 4;
        to += 4;
      }
    }
    x += <usize>width * 4;
  }
}
