import { type Bijector, sizeOf } from '@flow/layers';

/** Numbers in the widest activation of one batch: 4 MB. */
const WIDEST = 2 ** 20;

/**
 * How many rows go through a bijector at once so that memory grows neither with the data nor with the width of its
 * networks: their widest activation is taken to have as many channels as the widest kernel has outputs, at each
 * position of the datum (of a multi-scale flow: of its finest latent).
 */
export function rowsPerBatch(bijector: Bijector): number {
  return Math.max(1, Math.floor(WIDEST / widestOf(bijector)));
}

function widestOf({ dataShape, latentShape, latentLayout, parameters, layers }: Bijector): number {
  if (layers) return Math.max(...layers.map(({ layer }) => widestOf(layer)));
  const shapes = latentLayout?.map(({ shape }) => shape) ?? [dataShape];
  const positions = Math.max(...shapes.map((shape) => sizeOf(shape.slice(0, -1))));
  const kernels = parameters.filter(({ variable }) => variable.rank === dataShape.length + 1);
  const channels = Math.max(1, ...kernels.map(({ variable }) => variable.shape.at(-1) ?? 1));
  return Math.max(sizeOf(latentShape), sizeOf(dataShape), positions * channels);
}
