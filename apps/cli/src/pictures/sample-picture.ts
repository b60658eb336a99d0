import type { DataSchema } from '@flow/models';
import { imageSheet } from './image-sheet.ts';
import { MODEL_MAT } from './palette.ts';
import { type PlaneBox, pointPicture } from './plane.ts';
import { encodePng } from './png.ts';

/**
 * Samples as a PNG: points of a plane as dots, pictures as a sheet.
 *
 * @throws invalid-argument for data that are neither
 */
export function samplePicture(samples: readonly Float32Array[], schema: DataSchema): Uint8Array {
  const isPlane = schema.features === 2;
  return encodePng(
    isPlane
      ? pointPicture(
          samples.flatMap((point) => [...point]),
          boxAround(samples),
          MODEL_MAT,
        )
      : imageSheet(samples, schema, MODEL_MAT),
  );
}

/** All points with some room around them, not higher than wide. */
function boxAround(points: readonly Float32Array[]): PlaneBox {
  const x = rangeOf(points, 0);
  const y = rangeOf(points, 1);
  const room = 0.05 * Math.max(x.length, y.length) || 1;
  const height = y.length + 2 * room;
  const width = Math.max(x.length + 2 * room, height);
  return {
    x: [x.middle - width / 2, x.middle + width / 2],
    y: [y.middle - height / 2, y.middle + height / 2],
  };
}

function rangeOf(points: readonly Float32Array[], axis: 0 | 1) {
  const values = points.map((point) => Number(point[axis]));
  const low = values.reduce((least, value) => Math.min(least, value));
  const high = values.reduce((most, value) => Math.max(most, value));
  return { middle: (low + high) / 2, length: high - low };
}
