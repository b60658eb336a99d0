import { FlowError } from '@flow/backend';
import { createDataset, type Dataset } from '../dataset.ts';
import { type PictureHeader, readPictureHeader } from './picture-header.ts';
import { cropped, type Raster, writeRow } from './raster.ts';

export type PictureOptions = {
  /** Of the table's pictures, in pixels. */
  readonly height: number;
  readonly width: number;
  /** 3 (default): red, green and blue, equal where a file is grey. 1: grey, the luma of colours. */
  readonly channels?: 1 | 3;
  /**
   * What becomes of files of another size: `exact` (default) refuses them; `crop` cuts the largest piece of the right
   * shape out of the middle and scales it.
   */
  readonly fit?: 'exact' | 'crop';
  /** The largest file that is read, in bytes; default 32 MiB. */
  readonly maxFileBytes?: number;
  /** The most pixels that a file may decode to; default 50 million. */
  readonly maxPixels?: number;
  /** The most memory of the table that is made, in bytes; default 1 GiB. */
  readonly maxTableBytes?: number;
  readonly name?: string;
  readonly licence?: string;
  readonly source?: string;
};

/** A file that may hold a picture, not read so far. */
export type PictureSource = {
  /** As errors name it. */
  readonly name: string;
  /** The folder that it lies in below the folder that was given; undefined where it lies in that one. */
  readonly className: string | undefined;
  /** In bytes. */
  readonly size: number;
  read(): Promise<Uint8Array>;
};

export type DecodePicture = (bytes: Uint8Array, header: PictureHeader) => Raster | Promise<Raster>;

const LIMITS = { maxFileBytes: 2 ** 25, maxPixels: 50e6, maxTableBytes: 2 ** 30 };

/** Files that are meant to be pictures by their names; what systems hide is left out. */
export const isPictureName = (name: string) => /\.(png|jpe?g)$/i.test(name) && !name.startsWith('.');

/**
 * Reads pictures one after the other into a table. Sizes are checked before memory is taken for them: of the table, of
 * each file, and of its pixels.
 *
 * @param argument where the pictures come from, as errors name it
 */
export async function pictureTable(
  argument: string,
  sources: readonly PictureSource[],
  decode: DecodePicture,
  options: PictureOptions,
): Promise<Dataset> {
  const { height, width, channels = 3, name = 'pictures', licence, source } = options;
  const limits = checkOptions(options);
  const ordered = sources.toSorted(
    (a, b) => compare(a.className ?? '', b.className ?? '') || compare(a.name, b.name),
  );
  const features = height * width * channels;
  checkSources(argument, ordered, { bytes: 4 * features * ordered.length, ...limits });
  const values = new Float32Array(features * ordered.length);
  for (const [row, file] of ordered.entries()) {
    const raster = await readPicture(argument, file, { decode, options, maxPixels: limits.maxPixels });
    writeRow(cropped(raster, width, height), channels, values.subarray(row * features, (row + 1) * features));
  }
  return createDataset({
    name,
    schema: { features, shape: [height, width, channels], quantization: { levels: 256 } },
    values,
    ...classesOf(ordered),
    ...(licence !== undefined && { licence }),
    ...(source !== undefined && { source }),
  });
}

/** By code units, so that the order is the same on every machine. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function classesOf(sources: readonly PictureSource[]) {
  const classNames = [...new Set(sources.flatMap(({ className }) => className ?? []))];
  if (classNames.length === 0) return {};
  return {
    classNames,
    labels: Int32Array.from(sources, ({ className }) => classNames.indexOf(className ?? '')),
  };
}

type Reading = {
  readonly decode: DecodePicture;
  readonly options: PictureOptions;
  readonly maxPixels: number;
};

async function readPicture(
  argument: string,
  file: PictureSource,
  { decode, options: { height, width, fit = 'exact' }, maxPixels }: Reading,
): Promise<Raster> {
  const bytes = await named(argument, file, () => file.read());
  const header = await named(argument, file, () => readPictureHeader(bytes));
  const size = `${header.width}x${header.height}`;
  if (header.width * header.height > maxPixels) {
    refuse(argument, file, 'The picture is too large.', `maxPixels, ${maxPixels}, at most`, `${size} pixels`);
  }
  if (fit === 'exact' && (header.width !== width || header.height !== height)) {
    refuse(
      argument,
      file,
      "The picture has another size: fit: 'crop' cuts and scales pictures.",
      `${width}x${height} pixels`,
      `${size} pixels`,
    );
  }
  return named(argument, file, () => decode(bytes, header));
}

/** What goes wrong with a file is told with its name. */
async function named<T>(argument: string, file: PictureSource, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new FlowError('invalid-file', {
      argument,
      message: `The picture ${file.name} cannot be read.`,
      expected: 'a whole PNG or JPEG file',
      received: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function refuse(
  argument: string,
  file: PictureSource,
  why: string,
  expected: string,
  received: string,
): never {
  throw new FlowError('invalid-file', { argument, message: `${file.name}: ${why}`, expected, received });
}

type Limits = typeof LIMITS;

function checkOptions({ height, width, channels = 3, fit = 'exact', ...others }: PictureOptions): Limits {
  const limits = {
    maxFileBytes: others.maxFileBytes ?? LIMITS.maxFileBytes,
    maxPixels: others.maxPixels ?? LIMITS.maxPixels,
    maxTableBytes: others.maxTableBytes ?? LIMITS.maxTableBytes,
  };
  for (const [argument, value] of Object.entries({ height, width, ...limits })) {
    checkOption(argument, Number.isSafeInteger(value) && value >= 1, 'a whole number, 1 or more', value);
  }
  checkOption('channels', channels === 1 || channels === 3, '1 or 3', channels);
  checkOption('fit', fit === 'exact' || fit === 'crop', 'exact or crop', fit);
  return limits;
}

function checkOption(argument: string, isRight: boolean, expected: string, received: unknown): void {
  if (isRight) return;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'Pictures cannot be read so.',
    expected,
    received: String(received),
  });
}

function checkSources(
  argument: string,
  sources: readonly PictureSource[],
  { bytes, maxTableBytes, maxFileBytes }: Limits & { readonly bytes: number },
): void {
  const [first] = sources;
  const fail = (message: string, expected: string, received: string): never => {
    throw new FlowError('invalid-data', { argument, message, expected, received });
  };
  if (first === undefined) fail('There are no pictures there.', 'files .png, .jpg or .jpeg', 'none');
  const outside = sources.find(({ className }) => className === undefined);
  const inside = sources.find(({ className }) => className !== undefined);
  if (outside !== undefined && inside !== undefined) {
    fail(
      'Some pictures lie in folders, which are their classes, and some do not.',
      'all pictures in folders, or none',
      `${inside.name} and ${outside.name}`,
    );
  }
  if (bytes > maxTableBytes) {
    fail(
      'So many pictures of this size are a large table: take fewer or smaller ones, or raise maxTableBytes.',
      `${maxTableBytes} bytes at most`,
      `${bytes} bytes of ${sources.length} pictures`,
    );
  }
  const large = sources.find(({ size }) => size > maxFileBytes);
  if (large !== undefined) {
    refuse(
      argument,
      large,
      'The file is too large.',
      `maxFileBytes, ${maxFileBytes}, at most`,
      `${large.size} bytes`,
    );
  }
}
