import { FlowError } from '@flow/backend';
import { createDataset, type Dataset } from '../dataset.ts';
import type { DataSchema } from '../schema.ts';
import type { IdxArray } from './parse-idx.ts';

export type IdxDatasetOptions = {
  /** One class a row, in an array of rank 1. */
  readonly labels?: IdxArray;
  readonly classNames?: readonly string[];
  readonly name?: string;
  readonly licence?: string;
  readonly source?: string;
};

/**
 * Makes a table of IDX contents: [n, height, width] are grey pictures of shape [height, width, 1], [n, height,
 * width, channels] colour ones, [n, features] rows of numbers. Bytes are levels 0..255.
 *
 * @throws invalid-data
 * @example
 * ```ts
 * const bytes = Uint8Array.of(0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 50, 60); // [1, 1, 2]
 * const pictures = idxDataset(await parseIdx(bytes), { name: 'two pixels', licence: 'MIT' });
 * console.log(pictures.schema.shape, pictures.values); // [ 1, 2, 1 ] Float32Array(2) [ 50, 60 ]
 * ```
 */
export function idxDataset(array: IdxArray, { labels, ...description }: IdxDatasetOptions = {}): Dataset {
  if (labels !== undefined && labels.shape.length !== 1) {
    throw new FlowError('invalid-data', {
      argument: 'labels',
      message: 'Labels are one number a row.',
      expected: 'an array of rank 1',
      received: `shape [${labels.shape.join(', ')}]`,
    });
  }
  return createDataset({
    ...description,
    schema: schemaOf(array),
    values: new Float32Array(array.data),
    labels: labels && new Int32Array(labels.data),
  });
}

function schemaOf({ shape, dtype }: IdxArray): DataSchema {
  const [, ...row] = shape;
  if (row.length < 1 || row.length > 3) {
    throw new FlowError('invalid-data', {
      argument: 'array',
      message: 'Rows are numbers, grey pictures or colour pictures.',
      expected: 'an array of rank 2, 3 or 4',
      received: `shape [${shape.join(', ')}]`,
    });
  }
  const features = row.reduce((product, size) => product * size, 1);
  return {
    features,
    ...(row.length === 1 ? {} : { shape: row.length === 2 ? [...row, 1] : row }),
    ...(dtype === 'uint8' ? { quantization: { levels: 256 } } : {}),
  };
}
