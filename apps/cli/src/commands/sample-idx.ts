import { gzipSync } from 'node:zlib';
import { idxBytes } from '@flow/datasets';
import type { DataSchema } from '@flow/models';

const BYTE_LEVELS = 256;

/**
 * Samples as an IDX file: bytes where the data have so few levels, float32 otherwise; grey pictures without an
 * axis of channels, as MNIST has them.
 */
export function sampleIdx(
  samples: readonly Float32Array[],
  { features, shape = [features], quantization }: DataSchema,
  { isPacked }: { readonly isPacked: boolean },
): Uint8Array {
  const rowShape = shape.length === 3 && shape[2] === 1 ? shape.slice(0, 2) : shape;
  const isBytes = quantization !== undefined && quantization.levels <= BYTE_LEVELS;
  const data = new (isBytes ? Uint8Array : Float32Array)(samples.length * features);
  samples.forEach((sample, row) => {
    data.set(sample, row * features);
  });
  const file = idxBytes({ dtype: isBytes ? 'uint8' : 'float32', shape: [samples.length, ...rowShape], data });
  return isPacked ? gzipSync(file) : file;
}
