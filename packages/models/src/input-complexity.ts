import { FlowError } from '@flow/backend';
import { type Shape, sizeOf } from '@flow/layers';
import { flattenRows, type Rows } from './rows.ts';

/**
 * The length of each picture's lossless coding in bits: its lines, each with that filter of PNG that makes its bytes
 * smallest, deflated. The coding is that of a PNG file without its headers.
 *
 * Another deflate (another browser) may find another length of the same picture: compare lengths of one machine.
 *
 * @param pictures whole numbers 0..255, [rows, height · width · channels]
 * @param shape [height, width, channels]
 * @throws invalid-argument, shape-mismatch, invalid-data where a value is not one of 0..255
 * @example
 * ```ts
 * const noise = Float32Array.from({ length: 64 }, (_, i) => (i * i * 37) % 256);
 * const [plain = 0, mixed = 0] = await codingLengths([new Float32Array(64), noise], [8, 8, 1]);
 * plain < mixed; // true
 * ```
 */
export async function codingLengths(pictures: Rows, shape: Shape): Promise<Float64Array> {
  const [height, width, channels] = checkPicture(shape);
  const size = sizeOf(shape);
  const flat = flattenRows('pictures', pictures, size);
  checkBytes(flat, size);
  const lengths = new Float64Array(flat.length / size);
  for (let row = 0; row < lengths.length; row++) {
    const bytes = Uint8Array.from(flat.subarray(row * size, (row + 1) * size));
    lengths[row] = 8 * (await deflatedLength(filteredLines(bytes, height, width * channels, channels)));
  }
  return lengths;
}

/**
 * The likelihood corrected by how complex a picture is: S(x) = −log₂ p(x) − L(x), in bits, with L the length of its
 * lossless coding. Flows give simple pictures large densities whatever they show; S is the log-ratio of the coding's
 * implied density and the model's, so that simplicity alone is no longer a sign of being known.
 *
 * Source: Serrà et al. 2020 (arXiv 1909.11480), section 4, eq. 2.
 *
 * @param logProbs log p of the pictures, nats
 * @param lengths of the same pictures, bits, as `codingLengths` gives them
 * @returns [pictures], S in bits; the larger, the less likely to be data like the model's
 * @throws shape-mismatch where there is not one length for each row
 * @example
 * ```ts
 * complexityScore([-100 * Math.LN2, -80 * Math.LN2], [90, 20]); // [10, 60]
 * ```
 */
export function complexityScore(logProbs: ArrayLike<number>, lengths: ArrayLike<number>): Float64Array {
  if (logProbs.length === lengths.length) {
    return Float64Array.from(logProbs, (logProb, row) => -logProb / Math.LN2 - Number(lengths[row]));
  }
  throw new FlowError('shape-mismatch', {
    argument: 'lengths',
    message: 'Each picture has one length.',
    expected: String(logProbs.length),
    received: String(lengths.length),
  });
}

/** Lines of bytes, each behind the number of its filter (PNG specification, third edition, section 9). */
function filteredLines(
  bytes: Uint8Array,
  lines: number,
  stride: number,
  step: number,
): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(lines * (stride + 1));
  for (let line = 0; line < lines; line++) {
    const at = (row: number, column: number) =>
      row < 0 || column < 0 ? 0 : (bytes[row * stride + column] as number);
    const candidates = FILTERS.map((filter) =>
      Uint8Array.from({ length: stride }, (_, column) => {
        const left = at(line, column - step);
        const up = at(line - 1, column);
        return at(line, column) - filter(left, up, at(line - 1, column - step));
      }),
    );
    const costs = candidates.map(sumOfSigned);
    const best = costs.indexOf(Math.min(...costs));
    out[line * (stride + 1)] = best;
    out.set(candidates[best] as Uint8Array, line * (stride + 1) + 1);
  }
  return out;
}

type Filter = (left: number, up: number, upLeft: number) => number;

/** What each filter takes off: nothing, left, up, their mean, Paeth's choice. */
const FILTERS: readonly Filter[] = [
  () => 0,
  (left) => left,
  (_, up) => up,
  (left, up) => (left + up) >> 1,
  (left, up, upLeft) => {
    const guess = left + up - upLeft;
    const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - upLeft)];
    if (a <= b && a <= c) return left;
    return b <= c ? up : upLeft;
  },
];

/** The sum of bytes as signed numbers' sizes, by which encoders choose a filter. */
function sumOfSigned(line: Uint8Array): number {
  return line.reduce((sum, byte) => sum + Math.min(byte, 256 - byte), 0);
}

async function deflatedLength(bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return (await new Response(stream).arrayBuffer()).byteLength;
}

/** @throws invalid-argument */
function checkPicture(shape: Shape): [height: number, width: number, channels: number] {
  const [height = 0, width = 0, channels = 0] = shape;
  if (shape.length === 3 && shape.every((side) => Number.isSafeInteger(side) && side > 0)) {
    return [height, width, channels];
  }
  throw new FlowError('invalid-argument', {
    argument: 'shape',
    message: 'Only pictures have a coding by lines.',
    expected: '[height, width, channels]',
    received: JSON.stringify(shape) ?? String(shape),
  });
}

/** @throws invalid-data */
function checkBytes(flat: Float32Array, size: number): void {
  const bad = flat.findIndex((value) => !Number.isInteger(value) || value < 0 || value > 255);
  if (bad < 0) return;
  throw new FlowError('invalid-data', {
    argument: `pictures[${Math.floor(bad / size)}][${bad % size}]`,
    message: 'A coding of pictures is one of bytes.',
    expected: 'a whole number from 0 to 255',
    received: String(flat[bad]),
  });
}
