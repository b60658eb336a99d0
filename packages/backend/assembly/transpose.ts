import { copyShort } from './copy';
import { transposeRows } from './pack';

/** Rows up to this many numbers are copied without a call. */
const SHORT: i32 = 64;

/** out [batch, columns, rows] = x [batch, rows, columns] with each matrix transposed. */
export function transpose(x: usize, out: usize, batch: i32, rows: i32, columns: i32): void {
  for (let i = 0; i < batch; i++) {
    let row = 0;
    for (; row + 4 <= rows; row += 4) {
      transposeRows(x + <usize>row * columns * 4, <usize>columns * 4, columns, out + row * 4, <usize>rows * 4);
    }
    for (; row < rows; row++) {
      let from = x + <usize>row * columns * 4;
      let to = out + row * 4;
      for (let j = 0; j < columns; j++) {
        i32.store(to, i32.load(from));
        from += 4;
        to += <usize>rows * 4;
      }
    }
    x += <usize>rows * columns * 4;
    out += <usize>rows * columns * 4;
  }
}

/** out [batch, n, m, width] = x [batch, m, n, width] with the two middle axes exchanged. */
export function exchangeAxes(x: usize, out: usize, batch: i32, m: i32, n: i32, width: i32): void {
  const bytes = <usize>width * 4;
  for (let i = 0; i < batch; i++) {
    for (let j = 0; j < n; j++) {
      let from = x + <usize>j * bytes;
      for (let k = 0; k < m; k++) {
        if (width <= SHORT) out = copyShort(from, out, width);
        else {
          memory.copy(out, from, bytes);
          out += bytes;
        }
        from += <usize>n * bytes;
      }
    }
    x += <usize>m * n * bytes;
  }
}
