/** What the first bytes of a picture file say of it, before anything is decoded. */
export type PictureHeader = {
  readonly format: 'PNG' | 'JPEG';
  /** As it is to be seen: the sides of a camera's picture that lies on its side are exchanged. */
  readonly width: number;
  readonly height: number;
  /** The EXIF orientation of a JPEG, 1..8: how it is to be turned and mirrored; 1 is as it is. */
  readonly orientation: number;
};

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const PNG_HEADER = 29;

/** @throws Error that says what is wrong with the bytes */
export function readPictureHeader(bytes: Uint8Array): PictureHeader {
  if (PNG_SIGNATURE.every((byte, i) => bytes[i] === byte)) return pngHeader(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return jpegHeader(bytes);
  throw new Error(bytes.length === 0 ? 'the file is empty' : 'neither a PNG nor a JPEG file');
}

function pngHeader(bytes: Uint8Array): PictureHeader {
  const view = viewOf(bytes);
  if (bytes.length < PNG_HEADER || view.getUint32(12) !== 0x49484452)
    throw new Error('the PNG has no header');
  return { format: 'PNG', ...checkedSize(view.getUint32(16), view.getUint32(20)), orientation: 1 };
}

/** Walks over the segments up to the first frame. */
function jpegHeader(bytes: Uint8Array): PictureHeader {
  const view = viewOf(bytes);
  let orientation = 1;
  for (let at = 2; at + 9 < bytes.length; ) {
    const marker = view.getUint16(at);
    if (marker === 0xffff) {
      at += 1;
      continue;
    }
    const length = view.getUint16(at + 2);
    if (marker < 0xffc0 || length < 2) break;
    const content = bytes.subarray(at + 4, at + 2 + length);
    if (marker === 0xffe1) orientation = exifOrientation(content) ?? orientation;
    if (isFrame(marker)) {
      const size = checkedSize(view.getUint16(at + 7), view.getUint16(at + 5));
      const seen = orientation > 4 ? { width: size.height, height: size.width } : size;
      return { format: 'JPEG', ...seen, orientation };
    }
    at += 2 + length;
  }
  throw new Error('the JPEG ends before its frame');
}

/** SOF0..SOF15 without the tables and extensions between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xffc0 && marker <= 0xffcf && ![0xffc4, 0xffc8, 0xffcc].includes(marker);
}

const ORIENTATION_TAG = 0x0112;
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

/** Of an APP1 segment; undefined where it says nothing of it. */
function exifOrientation(segment: Uint8Array): number | undefined {
  if (segment.length < 14 || !EXIF.every((byte, i) => segment[i] === byte)) return undefined;
  const tiff = viewOf(segment.subarray(EXIF.length));
  const isLittle = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, isLittle);
  if (directory + 2 > tiff.byteLength) return undefined;
  const count = tiff.getUint16(directory, isLittle);
  for (let entry = directory + 2, i = 0; i < count && entry + 12 <= tiff.byteLength; entry += 12, i++) {
    if (tiff.getUint16(entry, isLittle) !== ORIENTATION_TAG) continue;
    const value = tiff.getUint16(entry + 8, isLittle);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

function checkedSize(width: number, height: number): { width: number; height: number } {
  if (width > 0 && height > 0) return { width, height };
  throw new Error(`a picture of ${width}x${height} pixels has no pixels`);
}

const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
