import { convertIndexedToRgb, decode as decodePng } from 'fast-png';
import { decode as decodeJpeg } from 'jpeg-js';
import type { PictureHeader } from './picture-header.ts';
import { oriented, overWhite, type Raster } from './raster.ts';

/** Of a JPEG, in memory for each of its pixels while it is decoded: coefficients, planes and colours. */
const JPEG_BYTES_A_PIXEL = 64;

/**
 * Decodes a PNG or JPEG file whose size was found acceptable. For Node: a browser has its own decoders.
 *
 * @throws Error that says what is wrong with the bytes
 */
export async function decodeFile(bytes: Uint8Array, header: PictureHeader): Promise<Raster> {
  const raster = header.format === 'PNG' ? await fromPng(bytes) : fromJpeg(bytes, header);
  return oriented(raster, header.orientation);
}

function fromJpeg(bytes: Uint8Array, { width, height }: PictureHeader): Raster {
  // The decoder fills up with grey what is missing at the end.
  if (!endsAsJpeg(bytes)) throw new Error('the JPEG is cut short: its end is missing');
  const megapixels = (width * height) / 1e6;
  const decoded = decodeJpeg(bytes, {
    useTArray: true,
    tolerantDecoding: false,
    maxResolutionInMP: megapixels + 1,
    maxMemoryUsageInMB: 16 + megapixels * JPEG_BYTES_A_PIXEL,
  });
  return overWhite(decoded.width, decoded.height, decoded.data);
}

/** Whether there is an end of image after which only a little follows. */
function endsAsJpeg(bytes: Uint8Array): boolean {
  for (let at = bytes.length - 2; at > 1; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true;
  return false;
}

async function fromPng(bytes: Uint8Array): Promise<Raster> {
  const { essential, data } = pngChunks(bytes);
  await checkInflated(bytes, data);
  const png = decodePng(essential, { checkCrc: true });
  return overWhite(png.width, png.height, toRgba(png));
}

/** All that pixels depend on: the rest of a file may hold anything, and packed texts and profiles of any size. */
const ESSENTIAL = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

function pngChunks(bytes: Uint8Array): { essential: Uint8Array; data: Uint8Array } {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts = [view.subarray(0, 8)];
  const data: Uint8Array[] = [];
  for (let at = 8, isOver = false; !isOver; ) {
    const end = at + 12 <= view.length ? at + 12 + view.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (end > view.length) throw new Error('the PNG is cut short: its end is missing');
    const name = view.toString('latin1', at + 4, at + 8);
    if (ESSENTIAL.includes(name)) parts.push(view.subarray(at, end));
    if (name === 'IDAT') data.push(view.subarray(at + 8, end - 4));
    isOver = name === 'IEND';
    at = end;
  }
  return { essential: Buffer.concat(parts), data: Buffer.concat(data) };
}

/** A small file may unpack to gigabytes: it is not unpacked beyond what its header promises. */
async function checkInflated(bytes: Uint8Array, packed: Uint8Array): Promise<void> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.readUInt32BE(16), view.readUInt32BE(20)];
  const [depth, colour, interlace] = [view.readUInt8(24), view.readUInt8(25), view.readUInt8(28)];
  const channels = [1, 0, 3, 1, 2, 0, 4][colour] ?? 0;
  if (channels === 0) throw new Error(`PNG has no colour type ${colour}`);
  if (interlace === 1 && depth < 8) throw new Error('an interlaced PNG of less than 8 bits a channel');
  const line = Math.ceil((width * channels * depth) / 8) + 1;
  // Interlaced pictures come in seven parts with lines of their own.
  const most = interlace === 1 ? 2 * line * height + 16 * (height + 8) : line * height;
  const least = interlace === 1 ? (line - 1) * height : line * height;
  const length = inflatedLength(packed, most);
  if (length < least) throw new Error(`the PNG holds ${length} of ${least} bytes`);
}

/** How long what is packed is, of which no more than `most` bytes are unpacked. */
function inflatedLength(packed: Uint8Array, most: number): number {
  const { inflateSync } = process.getBuiltinModule('node:zlib');
  try {
    return inflateSync(packed, { maxOutputLength: most }).length;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE') throw error;
    throw new Error(`the PNG unpacks to more than its header promises, ${most} bytes`, { cause: error });
  }
}

type Png = ReturnType<typeof decodePng>;

function toRgba(png: Png): Uint8Array {
  const { width, height } = png;
  const samples = png.palette === undefined ? samplesOf(png) : convertIndexedToRgb(png);
  const channels = samples.length / (width * height);
  const rgba = new Uint8Array(4 * width * height);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = (c: number) => samples[pixel * channels + c] as number;
    const colour = channels < 3 ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
    const alpha = channels === 2 || channels === 4 ? at(channels - 1) : 255;
    rgba.set([...colour, isKeyedOut(png, pixel) ? 0 : alpha], 4 * pixel);
  }
  return rgba;
}

/** One byte for each channel, whatever the file's depth. */
function samplesOf({ data, depth, width, height, channels }: Png): Uint8Array {
  if (depth === 8) return Uint8Array.from(data);
  if (depth === 16) return Uint8Array.from(data, (value) => Math.round(value / 257));
  const line = Math.ceil((width * depth) / 8);
  const last = 2 ** depth - 1;
  return Uint8Array.from({ length: width * height * channels }, (_, pixel) => {
    const [y, bit] = [Math.floor(pixel / width), (pixel % width) * depth];
    const byte = data[y * line + (bit >> 3)] as number;
    return Math.round((255 * ((byte >> (8 - depth - (bit & 7))) & last)) / last);
  });
}

/** Whether a PNG without alpha names this pixel's colour as the one to see through. */
function isKeyedOut({ transparency, palette, data, depth, width, channels }: Png, pixel: number): boolean {
  if (transparency === undefined || palette !== undefined || transparency.length < channels) return false;
  if (depth >= 8) {
    return Array.from({ length: channels }, (_, c) => data[pixel * channels + c] === transparency[c]).every(
      Boolean,
    );
  }
  const [y, bit] = [Math.floor(pixel / width), (pixel % width) * depth];
  const byte = data[y * Math.ceil((width * depth) / 8) + (bit >> 3)] as number;
  return ((byte >> (8 - depth - (bit & 7))) & (2 ** depth - 1)) === transparency[0];
}
