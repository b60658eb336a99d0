/** Parameters that one thread moves: `first` to before `end`, whose values lie at `from` to before `to`. */
export type Segment = {
  readonly first: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
};

/** Cuts parameters, in their order, into parts of about as many values. @param sizes of the parameters */
export function segmentsOf(sizes: readonly number[], count: number): Segment[] {
  let total = 0;
  const starts = [0];
  for (const size of sizes) {
    total += size;
    starts.push(total);
  }
  const cutAt = (value: number) => {
    const after = starts.findIndex((start) => start >= value);
    const before = Math.max(0, after - 1);
    return value - (starts[before] as number) < (starts[after] as number) - value ? before : after;
  };
  const cuts = Array.from({ length: count + 1 }, (_, i) => cutAt((i * total) / count));
  return cuts.slice(1).map((end, i) => {
    const first = cuts[i] as number;
    return { first, end, from: starts[first] as number, to: starts[end] as number };
  });
}
