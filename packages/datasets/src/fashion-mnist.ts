import { fromBase64 } from './base64.ts';
import type { Dataset, Split } from './dataset.ts';
import { idxDataset } from './idx/idx-dataset.ts';
import { parseIdx } from './idx/parse-idx.ts';
import { readAddress } from './read-address.ts';

export type FashionMnistOptions = {
  /**
   * Where the four published files lie, `train-images-idx3-ubyte.gz` and so on: a folder in Node, an address
   * in a page. Without it, the first 10,000 and 2,000 pictures come from inside the package.
   */
  readonly folder?: string | URL;
};

const FILES = {
  trainImages: 'train-images-idx3-ubyte.gz',
  trainLabels: 'train-labels-idx1-ubyte.gz',
  testImages: 't10k-images-idx3-ubyte.gz',
  testLabels: 't10k-labels-idx1-ubyte.gz',
} as const;

const DESCRIPTION = {
  name: 'fashion-mnist',
  classNames: [
    'T-shirt/top',
    'Trouser',
    'Pullover',
    'Dress',
    'Coat',
    'Sandal',
    'Shirt',
    'Sneaker',
    'Bag',
    'Ankle boot',
  ],
  licence: 'MIT',
  source: 'H. Xiao, K. Rasul and R. Vollgraf, Fashion-MNIST (Zalando Research), 2017',
};

/**
 * Fashion-MNIST: grey pictures of clothes, 28×28 pixels with 256 levels 0..255 where 0 is the background. The
 * package holds the first 10,000 training and the first 2,000 test pictures (7 MB that load with the first
 * call); with `folder` all 60,000 and 10,000 are read.
 *
 * @returns values [rows, 784], shape [28, 28, 1], labels 0..9 with their names
 * @throws invalid-file naming the file that is missing or damaged
 *
 * Source: Xiao, Rasul and Vollgraf 2017 (arXiv 1708.07747), MIT.
 * @example
 * ```ts
 * const { train, test } = await fashionMnist();
 * console.log(train.rows, test.rows, test.schema.shape); // 10000 2000 [ 28, 28, 1 ]
 * console.log(test.classNames?.[test.labels?.[0] ?? 0]); // Ankle boot
 * ```
 */
export async function fashionMnist({
  folder,
}: FashionMnistOptions = {}): Promise<Pick<Split, 'train' | 'test'>> {
  const bytesOf = folder === undefined ? await embedded() : fromFolder(folder);
  return {
    train: await readPart(bytesOf, 'trainImages', 'trainLabels'),
    test: await readPart(bytesOf, 'testImages', 'testLabels'),
  };
}

type FileName = keyof typeof FILES;
type ReadBytes = (file: FileName) => Uint8Array | Promise<Uint8Array>;

async function embedded(): Promise<ReadBytes> {
  const packed = await import('./generated/fashion-mnist.ts');
  return (file) => fromBase64(packed[file]);
}

function fromFolder(folder: string | URL): ReadBytes {
  const place = String(folder).replace(/[/\\]?$/, '/');
  return (file) => readAddress('folder', `${place}${FILES[file]}`);
}

async function readPart(bytesOf: ReadBytes, images: FileName, labels: FileName): Promise<Dataset> {
  const [pictures, classes] = await Promise.all([bytesOf(images), bytesOf(labels)]);
  return idxDataset(await parseIdx(pictures), { ...DESCRIPTION, labels: await parseIdx(classes) });
}
