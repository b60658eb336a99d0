/** Numbers from which on a call to memory.copy costs less than a loop. */
const LONG: i32 = 128;

/** Copies `count` numbers of 4 bytes where a call to memory.copy would cost more; returns the end of what is written. */
// @ts-ignore: decorator
@inline
export function copyShort(from: usize, to: usize, count: i32): usize {
  for (; count >= 4; count -= 4) {
    v128.store(to, v128.load(from));
    from += 16;
    to += 16;
  }
  if (count & 2) {
    i64.store(to, i64.load(from));
    from += 8;
    to += 8;
  }
  if (count & 1) {
    i32.store(to, i32.load(from));
    to += 4;
  }
  return to;
}

/** Rows of `count` numbers of 4 bytes from one matrix into another; strides in bytes. */
export function copyRows(from: usize, fromStride: usize, to: usize, toStride: usize, rows: i32, count: i32): void {
  const bytes = <usize>count * 4;
  if (fromStride == bytes && toStride == bytes) {
    memory.copy(to, from, bytes * <usize>rows);
    return;
  }
  for (; rows > 0; rows--) {
    if (count > LONG) memory.copy(to, from, bytes);
    else copyShort(from, to, count);
    from += fromStride;
    to += toStride;
  }
}
