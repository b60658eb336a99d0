import { type Bijector, sizeOf } from '@flow/layers';

/** Numbers in the widest activation of one batch: 4 MB. */
const WIDEST = 2 ** 20;

/**
 * How many rows go through a bijector at once so that memory grows neither with the data nor with the width of its
 * networks: their widest activation is taken to have as many channels as the widest kernel has outputs, at each
 * position of the datum.
 *
 * @example
 * ```ts
 * const { bijector } = realNVP({ features: 2, couplings: 2, hidden: [8] });
 * rowsPerBatch(bijector) > 1000; // true
 * ```
 */
export function rowsPerBatch(bijector: Bijector): number {
  return Math.max(1, Math.floor(WIDEST / widestOf(bijector)));
}

function widestOf(bijector: Bijector): number {
  const { dataShape, latentShape, parameters } = bijector;
  const parts = bijector.layers ?? bijector.parts;
  if (parts) return Math.max(...parts.map(({ layer }) => widestOf(layer)));
  const positions = sizeOf(dataShape.slice(0, -1));
  const kernels = parameters.filter(({ variable }) => variable.rank === dataShape.length + 1);
  const channels = Math.max(1, ...kernels.map(({ variable }) => variable.shape.at(-1) ?? 1));
  return Math.max(sizeOf(latentShape), sizeOf(dataShape), positions * channels);
}
