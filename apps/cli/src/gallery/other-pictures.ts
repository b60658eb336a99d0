import {
  createDataset,
  createRng,
  type DataSchema,
  type Dataset,
  digits,
  emoji,
  padImages,
} from '@flow/datasets';
import { firstRows } from '../exhibits/table-rows.ts';
import { UsageError } from '../usage-error.ts';

/** Pictures that are nothing of what the model was trained on. */
export type Others = { readonly name: string; readonly pictures: readonly Float32Array[] };

const SIDE = 32;
const PIXELS = SIDE * SIDE;
const TOP = 255;
/** Digits of 8x8 pixels are drawn so many times as large, which leaves room for a margin. */
const ENLARGED = 3;

/** Kinds of other pictures of 32x32 pixels with 256 levels of grey, up to n of each. */
export async function otherPictures(schema: DataSchema, n: number): Promise<Others[]> {
  if (schema.shape?.join() !== `${SIDE},${SIDE},1` || schema.quantization?.levels !== TOP + 1) {
    throw new UsageError('this figure needs a model of grey pictures of 32x32 pixels with 256 levels');
  }
  const rng = createRng(0);
  return [
    { name: 'digits', pictures: enlargedDigits((await digits()).train, n) },
    { name: 'emoji in grey', pictures: firstRows((await emoji()).test, n).map(greyOf) },
    { name: 'one level of grey', pictures: constants(n) },
    {
      name: 'uniform noise',
      pictures: Array.from({ length: n }, () => Float32Array.from(rng.integers(PIXELS, 0, TOP + 1))),
    },
  ];
}

/** From black to white in n steps. */
function constants(n: number): Float32Array[] {
  return Array.from({ length: n }, (_, i) =>
    new Float32Array(PIXELS).fill(Math.round((i * TOP) / Math.max(1, n - 1))),
  );
}

/** Smoothly, so that what is coded is the digit and not the squares of its pixels. */
function enlargedDigits(data: Dataset, n: number): Float32Array[] {
  const [height = 0, width = 0] = data.schema.shape ?? [];
  const levels = data.schema.quantization?.levels ?? 2;
  const [tall, wide] = [height * ENLARGED, width * ENLARGED];
  const pictures = firstRows(data, n).flatMap((picture) =>
    Array.from({ length: tall * wide }, (_, at) => {
      const y = (Math.floor(at / wide) + 0.5) / ENLARGED - 0.5;
      const x = ((at % wide) + 0.5) / ENLARGED - 0.5;
      return Math.round((between(picture, [height, width], y, x) * TOP) / (levels - 1));
    }),
  );
  const schema = { features: tall * wide, shape: [tall, wide, 1], quantization: { levels: TOP + 1 } };
  const enlarged = createDataset({ schema, values: Float32Array.from(pictures) });
  return firstRows(padImages(enlarged, { height: SIDE, width: SIDE }), n);
}

/** The level at a place between pixels, by its four neighbours; the border goes on beyond itself. */
function between(
  picture: Float32Array,
  [height, width]: readonly [number, number],
  y: number,
  x: number,
): number {
  const inside = (value: number, most: number) => Math.min(most - 1, Math.max(0, value));
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const at = (row: number, column: number) =>
    Number(picture[inside(row, height) * width + inside(column, width)]);
  const [down, right] = [y - top, x - left];
  const upper = at(top, left) * (1 - right) + at(top, left + 1) * right;
  const lower = at(top + 1, left) * (1 - right) + at(top + 1, left + 1) * right;
  return upper * (1 - down) + lower * down;
}

/** Luma (ITU-R BT.601). */
function greyOf(picture: Float32Array): Float32Array {
  return Float32Array.from({ length: picture.length / 3 }, (_, pixel) => {
    const [red, green, blue] = picture.subarray(3 * pixel, 3 * pixel + 3);
    return Math.round(0.299 * Number(red) + 0.587 * Number(green) + 0.114 * Number(blue));
  });
}
