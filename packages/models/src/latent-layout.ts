import { type Bijector, type Shape, sizeOf } from '@flow/layers';

/** One level of the flat latent of a multi-scale flow: `size` numbers from `offset` on, which have this shape. */
export type LatentLevel = {
  /** 0 is the coarsest. */
  readonly level: number;
  readonly shape: Shape;
  readonly offset: number;
  readonly size: number;
};

/** The levels of a bijector's latent: those of its first layer; all of it where that has none. */
export function latentLayoutOf(bijector: Bijector): readonly LatentLevel[] {
  const own = (bijector as { readonly latentLayout?: readonly LatentLevel[] }).latentLayout;
  if (own) return own;
  const first = bijector.layers?.[0]?.layer;
  if (first) return latentLayoutOf(first);
  return [{ level: 0, shape: bijector.latentShape, offset: 0, size: sizeOf(bijector.latentShape) }];
}
