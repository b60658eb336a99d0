import { type Bijector, sizeOf } from '@flow/layers';
import { concat, dispose, reshape, slice, type Tensor } from '@tensorflow/tfjs-core';

/** A layer that holds no other, with its path in the model. */
export type LayerPlace = { readonly layer: Bijector; readonly path: string };

/**
 * What a walk does at a layer: gives its value in the direction of the walk, and disposes of what came in.
 *
 * @param rest in a multi-scale flow, flat numbers that are not on the way now: those that left already (x -> z) or have
 * not joined yet (z -> x), the coarsest first
 */
export type Visit = (place: LayerPlace, value: Tensor, rest: readonly Tensor[]) => Tensor;

/** Takes a value (and disposes of it) from x to z, layer by layer: chains and multi-scale flows are opened. */
export function walkInverse(
  layer: Bijector,
  x: Tensor,
  visit: Visit,
  path = '',
  rest: readonly Tensor[] = [],
): Tensor {
  const { layers, parts } = layer;
  if (layers) {
    return layers
      .toReversed()
      .reduce((value, part) => walkInverse(part.layer, value, visit, joined(path, part.segment), rest), x);
  }
  if (!parts) return visit({ layer, path }, x, rest);
  let value = x;
  let left: readonly Tensor[] = [];
  for (const part of parts.toReversed()) {
    const [stay, leave] = leaving(value, part.layer.dataShape);
    dispose(value);
    if (leave) left = [leave, ...left];
    value = walkInverse(part.layer, stay, visit, joined(path, part.segment), [...left, ...rest]);
  }
  return flatJoin([value, ...left]);
}

/** The same from z to x. */
export function walkForward(
  layer: Bijector,
  z: Tensor,
  visit: Visit,
  path = '',
  rest: readonly Tensor[] = [],
): Tensor {
  const { layers, parts } = layer;
  if (layers) {
    return layers.reduce(
      (value, part) => walkForward(part.layer, value, visit, joined(path, part.segment), rest),
      z,
    );
  }
  if (!parts) return visit({ layer, path }, z, rest);
  let value: Tensor | undefined;
  let latent = z;
  for (const part of parts) {
    const [entering, remaining] = joining(value, latent, part.layer.latentShape);
    dispose(value ? [value, latent] : latent);
    latent = remaining;
    value = walkForward(part.layer, entering, visit, joined(path, part.segment), [latent, ...rest]);
  }
  dispose(latent);
  return value as Tensor;
}

const joined = (path: string, segment: string) => (path ? `${path}.${segment}` : segment);

/** Tensors as one of flat rows; they are disposed. */
function flatJoin(tensors: readonly Tensor[]): Tensor {
  const flat = tensors.map((part) => reshape(part, [part.shape[0] as number, -1]));
  const whole = concat(flat, 1);
  dispose([...tensors, ...flat]);
  return whole;
}

/** What goes on into a part of this shape, and flat what leaves before it: the last of the features. */
function leaving(
  value: Tensor,
  shape: readonly number[],
): readonly [stay: Tensor, leave: Tensor | undefined] {
  const batch = value.shape[0] as number;
  if (sizeOf(value.shape) === batch * sizeOf(shape)) return [reshape(value, [batch, ...shape]), undefined];
  const start = value.shape.map(() => 0);
  const stay = shape.at(-1) as number;
  const behind = slice(value, [...start.slice(1), stay]);
  const leave = reshape(behind, [batch, -1]);
  dispose(behind);
  return [slice(value, start, [batch, ...shape]), leave];
}

/** A part's input: what the coarser parts made, behind its features as many from the latent as are missing. */
function joining(
  value: Tensor | undefined,
  latent: Tensor,
  shape: readonly number[],
): readonly [entering: Tensor, remaining: Tensor] {
  const batch = latent.shape[0] as number;
  const missing = sizeOf(shape) - (value ? sizeOf(value.shape) / batch : 0);
  const own = slice(latent, [0, 0], [-1, missing]);
  const positions = shape.slice(0, -1);
  const last = missing / sizeOf(positions);
  const features =
    value && missing === 0 ? reshape(value, [batch, ...shape]) : reshape(own, [batch, ...positions, last]);
  const entering = value && missing > 0 ? concat([value, features], shape.length) : features;
  dispose(entering === features ? own : [own, features]);
  return [entering, slice(latent, [0, missing])];
}
