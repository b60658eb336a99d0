import {
  createDataset,
  type Dataset,
  emoji,
  fashionMnist,
  padImages,
  pictureFolder,
  type Split,
  selectRows,
  split,
} from '@flow/datasets';
import { reduceBits } from '@flow/models';
import { UsageError } from '../usage-error.ts';

/** Sides that can be halved five times. */
const SIDE = 32;
/** Of the clothes so many are scored, the first ones, and as many watched while the model trains. */
const SCORED = 1000;
/** Of the emoji so many are watched, the last ones of the training part; the test is the package's. */
const WATCHED = 200;

export type PictureDatasetName = 'fashion-mnist' | 'emoji' | 'pictures';

export type PictureChoice = {
  readonly dataset: PictureDatasetName;
  /** Where pictures of one's own lie, or the files of the clothes. */
  readonly data?: string | undefined;
  /** Side of pictures of one's own, in pixels. */
  readonly size?: number | undefined;
  /** Clothes without the margin that makes them 32x32; default false. */
  readonly isBare?: boolean;
};

/** The pictures of a data set in three parts. */
export function readPictures({ dataset, data, size, isBare = false }: PictureChoice): Promise<Split> {
  switch (dataset) {
    case 'fashion-mnist':
      return clothes(data, isBare);
    case 'emoji':
      return emojiParts();
    case 'pictures':
      return ownPictures(data, size);
  }
}

/** @param folder of the four files; else those inside the package */
async function clothes(folder: string | undefined, isBare: boolean): Promise<Split> {
  const { train, test } = await fashionMnist({ ...(folder !== undefined && { folder }) });
  const rows = Math.min(SCORED, Math.floor(test.rows / 2));
  const padded = (pictures: Dataset) =>
    isBare ? pictures : padImages(pictures, { height: SIDE, width: SIDE });
  return {
    train: padded(train),
    validation: padded(rowsBetween(test, rows, 2 * rows)),
    test: padded(rowsBetween(test, 0, rows)),
  };
}

async function emojiParts(): Promise<Split> {
  const { train, test } = await emoji();
  const rows = train.rows - WATCHED;
  return {
    train: rowsBetween(train, 0, rows),
    validation: rowsBetween(train, rows, train.rows),
    test,
  };
}

/** Pictures of one's own, cut and scaled to squares: eight tenths to train, one to watch, one to test. */
async function ownPictures(folder: string | undefined, side = SIDE): Promise<Split> {
  if (folder === undefined) throw new UsageError('--data DIR is missing: where the pictures lie');
  if (side % 8 !== 0) throw new UsageError(`--size must be a multiple of 8, not "${side}"`);
  const pictures = await pictureFolder(folder, { height: side, width: side, fit: 'crop' });
  if (pictures.rows < 10)
    throw new UsageError(`--data ${folder} holds ${pictures.rows} pictures: 10 or more`);
  return split(pictures, { fractions: [0.8, 0.1, 0.1] }, 0);
}

/** The same pictures on fewer levels. */
export function withBits({ train, validation, test }: Split, bits: number): Split {
  const reduced = (dataset: Dataset): Dataset =>
    createDataset({
      ...dataset,
      values: reduceBits(dataset.values, bits),
      schema: { ...dataset.schema, quantization: { levels: 2 ** bits } },
    });
  return bits === 8
    ? { train, validation, test }
    : { train: reduced(train), validation: reduced(validation), test: reduced(test) };
}

const rowsBetween = (dataset: Dataset, from: number, to: number) =>
  selectRows(
    dataset,
    Int32Array.from({ length: to - from }, (_, i) => from + i),
  );
