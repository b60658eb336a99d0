import { FlowError } from '@flow/backend';
import { GZIP_RATIO_LIMIT, gunzip, gunzipHead, isGzip } from '../gzip.ts';
import { IDX_FORMATS } from './idx-formats.ts';

/** The content of an IDX file, row-major. */
export type IdxArray = {
  readonly dtype: 'uint8' | 'int8' | 'int16' | 'int32' | 'float32' | 'float64';
  readonly shape: readonly number[];
  /** [...shape], row-major. */
  readonly data: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
};

/** Two zero bytes, a type, a rank, and at most 255 sizes. */
const HEADER_LIMIT = 4 + 4 * 255;

/**
 * Reads an IDX file, the format of MNIST and Fashion-MNIST: big-endian numbers of any type and rank, plain or
 * in gzip. The header is checked against the size of the file before memory is taken for its content.
 *
 * @param bytes the whole file
 * @returns the numbers with their shape, for example [60000, 28, 28]
 * @throws invalid-file
 *
 * Source: Y. LeCun, C. Cortes and C. Burges, "The MNIST database", section "File formats".
 * @example
 * ```ts
 * const { shape, data } = await parseIdx(Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9));
 * console.log(shape, data); // [ 2 ] Uint8Array(2) [ 7, 9 ]
 * ```
 */
export async function parseIdx(bytes: Uint8Array | ArrayBuffer): Promise<IdxArray> {
  const given = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  const packed = isGzip(given);
  const { dtype, shape, start, count } = parseHeader(packed ? await gunzipHead(given, HEADER_LIMIT) : given);
  const { bytes: width, create, read } = IDX_FORMATS[dtype];
  const size = start + count * width;
  if (packed && size > given.length * GZIP_RATIO_LIMIT)
    refuseSize(size, `a gzip file of ${given.length} bytes`);
  const content = packed ? await gunzip(given, size) : given;
  if (content.length !== size) refuseSize(size, `${content.length} bytes`);
  const view = new DataView(content.buffer, content.byteOffset + start, content.length - start);
  const data = create(count);
  for (let i = 0; i < count; i++) data[i] = read(view, i * width);
  return { dtype, shape, data };
}

type Header = {
  readonly dtype: IdxArray['dtype'];
  readonly shape: readonly number[];
  /** Where the numbers begin. */
  readonly start: number;
  readonly count: number;
};

const DTYPES = Object.keys(IDX_FORMATS) as IdxArray['dtype'][];

function parseHeader(bytes: Uint8Array): Header {
  const [zero0, zero1, code, rank = 0] = bytes;
  const dtype = DTYPES.find((name) => IDX_FORMATS[name].code === code);
  if (bytes.length < 4 || zero0 !== 0 || zero1 !== 0 || dtype === undefined) {
    refuse(
      'This is not an IDX file.',
      'bytes 0, 0, a type of 8, 9, 11..14, a rank',
      [...bytes.subarray(0, 4)].join(', '),
    );
  }
  const start = 4 + 4 * rank;
  if (bytes.length < start) refuse('The IDX header is cut off.', `${start} bytes`, `${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, start);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, size) => product * size, 1);
  if (!Number.isSafeInteger(count * IDX_FORMATS[dtype].bytes)) {
    refuse('The IDX header is damaged.', 'a size below 2^53 bytes', `[${shape.slice(0, 8).join(', ')}, …]`);
  }
  return { dtype, shape, start, count };
}

function refuseSize(size: number, received: string): never {
  refuse(
    'The IDX header contradicts the size of the file; it is cut off or damaged.',
    `${size} bytes`,
    received,
  );
}

function refuse(message: string, expected: string, received: string): never {
  throw new FlowError('invalid-file', { argument: 'bytes', message, expected, received });
}
