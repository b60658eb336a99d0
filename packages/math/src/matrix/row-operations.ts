/** data[to + i] −= scale · data[from + i] for i below `length`: a row from another one, in place. */
export function subtractScaled(
  data: Float64Array,
  to: number,
  from: number,
  length: number,
  scale: number,
): void {
  for (let i = 0; i < length; i++) {
    data[to + i] = (data[to + i] as number) - scale * (data[from + i] as number);
  }
}

/** data[at + i] /= divisor for i below `length`. */
export function divideBy(data: Float64Array, at: number, length: number, divisor: number): void {
  for (let i = at; i < at + length; i++) data[i] = (data[i] as number) / divisor;
}

/** Exchanges `length` numbers at `one` with those at `other`. */
export function exchange(data: Float64Array, one: number, other: number, length: number): void {
  for (let i = 0; i < length; i++) {
    const value = data[one + i] as number;
    data[one + i] = data[other + i] as number;
    data[other + i] = value;
  }
}
