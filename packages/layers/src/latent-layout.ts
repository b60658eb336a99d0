import { type Shape, sizeOf } from './shape.ts';

/** Where a flat latent holds what belongs to one level of a multi-scale flow. */
export type LatentSlice = {
  /** 0 for the coarsest. */
  readonly level: number;
  /** Of one datum's slice, without the batch. */
  readonly shape: Shape;
  /** The slice is columns `offset` to `offset + size - 1` of [batch, D]. */
  readonly offset: number;
  readonly size: number;
};

/** Slices one after the other, the coarsest level first. */
export function layOut(shapes: readonly Shape[]): LatentSlice[] {
  let offset = 0;
  return shapes.map((shape, level) => {
    const slice = { level, shape, offset, size: sizeOf(shape) };
    offset += slice.size;
    return slice;
  });
}
