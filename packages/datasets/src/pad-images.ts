import { FlowError } from '@flow/backend';
import { createDataset, type Dataset } from './dataset.ts';

export type PadImagesOptions = {
  /** Of the larger pictures, in pixels. */
  readonly height: number;
  readonly width: number;
  /** What the new pixels hold; default 0. */
  readonly value?: number;
};

/**
 * Puts a margin around each picture, so that its sides can be halved as often as a multi-scale flow does. The
 * picture stays in the middle; an odd pixel goes to the bottom or the right.
 *
 * @returns the same rows with shape [height, width, channels]
 * @throws invalid-argument for sides smaller than the pictures', invalid-data where the rows are no pictures
 * @example
 * ```ts
 * const pictures = createDataset({ schema: { features: 2, shape: [1, 2, 1] }, values: Float32Array.of(5, 6) });
 * const padded = padImages(pictures, { height: 1, width: 4 });
 * console.log(padded.schema.shape, padded.values); // [ 1, 4, 1 ] Float32Array(4) [ 0, 5, 6, 0 ]
 * ```
 */
export function padImages(dataset: Dataset, { height, width, value = 0 }: PadImagesOptions): Dataset {
  const { features, shape = [], quantization } = dataset.schema;
  const [oldHeight, oldWidth, channels = 1] = shape;
  if (oldHeight === undefined || oldWidth === undefined) {
    throw new FlowError('invalid-data', {
      argument: 'dataset',
      message: 'Only pictures have a margin.',
      expected: 'a schema with shape [height, width, channels]',
      received: `shape [${shape.join(', ')}]`,
    });
  }
  checkSide('height', height, oldHeight);
  checkSide('width', width, oldWidth);
  const larger = height * width * channels;
  const values = new Float32Array(dataset.rows * larger).fill(value);
  const top = Math.floor((height - oldHeight) / 2);
  const left = Math.floor((width - oldWidth) / 2);
  for (let row = 0; row < dataset.rows; row++) {
    for (let y = 0; y < oldHeight; y++) {
      const from = row * features + y * oldWidth * channels;
      const to = row * larger + ((top + y) * width + left) * channels;
      values.set(dataset.values.subarray(from, from + oldWidth * channels), to);
    }
  }
  const schema = {
    features: larger,
    shape: [height, width, channels],
    ...(quantization && { quantization }),
  };
  return createDataset({ ...dataset, schema, values });
}

function checkSide(argument: string, side: number, least: number): void {
  if (Number.isSafeInteger(side) && side >= least) return;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'A margin makes pictures larger; this side is too small for them.',
    expected: `a whole number, ${least} or more`,
    received: String(side),
  });
}
