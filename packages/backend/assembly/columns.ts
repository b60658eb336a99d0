// Columns of a matrix by an index list of int32.

/** out [rows, count] = x [rows, features] at the listed columns. */
export function gatherColumns(x: usize, out: usize, columns: usize, rows: i32, features: i32, count: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < count; j++) {
      f32.store(out, f32.load(x + (<usize>i32.load(columns + j * 4) << 2)));
      out += 4;
    }
    x += <usize>features * 4;
  }
}

/** out [rows, features] at the listed columns += x [rows, count]. */
export function scatterAddColumns(x: usize, out: usize, columns: usize, rows: i32, features: i32, count: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < count; j++) {
      const to = out + (<usize>i32.load(columns + j * 4) << 2);
      f32.store(to, f32.load(to) + f32.load(x));
      x += 4;
    }
    out += <usize>features * 4;
  }
}
