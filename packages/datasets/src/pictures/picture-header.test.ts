import { describe, expect, test } from 'vitest';
import { readPictureHeader } from './picture-header.ts';
import { colourPng, jpegBytes } from './pictures.fixture.ts';

/** The tag of the orientation in the EXIF of `turned`, and what stands in it: one short number. */
const TAG = Buffer.from('0112000300000001', 'hex');
const withOrientation = (value: number) => {
  const bytes = Buffer.from(jpegBytes('turned'));
  bytes.writeUInt16BE(value, bytes.indexOf(TAG) + TAG.length);
  return bytes;
};

/** An EXIF segment by the standard, in the order of bytes that most cameras write. */
function littleEndian(orientation: number): Buffer {
  const tiff = Buffer.alloc(26);
  tiff.write('II', 'latin1');
  tiff.writeUInt16LE(42, 2);
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(1, 8);
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(orientation, 18);
  const content = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.of(0xff, 0xe1, 0, content.length + 2);
  const jpeg = jpegBytes('colour');
  return Buffer.concat([jpeg.subarray(0, 2), head, content, jpeg.subarray(2)]);
}

describe('the header of a JPEG', () => {
  test.each([
    [1, 16, 8],
    [2, 16, 8],
    [3, 16, 8],
    [4, 16, 8],
    [5, 8, 16],
    [6, 8, 16],
    [7, 8, 16],
    [8, 8, 16],
  ])('of orientation %i is %i pixels wide and %i high', (orientation, width, height) => {
    const expected = { format: 'JPEG', width, height, orientation };
    expect(readPictureHeader(withOrientation(orientation))).toEqual(expected);
    expect(readPictureHeader(littleEndian(orientation))).toEqual(expected);
  });

  test('without an orientation, or with one that does not exist, is as it is stored', () => {
    const expected = { format: 'JPEG', width: 16, height: 8, orientation: 1 };
    expect(readPictureHeader(jpegBytes('progressive'))).toEqual(expected);
    for (const wrong of [0, 9, 65_535]) expect(readPictureHeader(withOrientation(wrong))).toEqual(expected);
  });

  test('cut anywhere before its frame is refused, and after it is read', () => {
    const bytes = withOrientation(6);
    const frame = bytes.indexOf(Buffer.of(0xff, 0xc0));
    for (let length = 2; length < bytes.length; length++) {
      const read = () => readPictureHeader(bytes.subarray(0, length));
      if (length < frame + 9) expect(read).toThrow(/ends before its frame/);
      if (length > frame + 10) expect(read()).toMatchObject({ width: 8, height: 16 });
    }
  });
});

test('the header of a PNG says its size, wherever the bytes lie', () => {
  const bytes = colourPng(3, 2, new Array(18).fill(0));
  const elsewhere = Buffer.concat([Buffer.alloc(5), bytes]).subarray(5);
  expect(readPictureHeader(elsewhere)).toEqual({ format: 'PNG', width: 3, height: 2, orientation: 1 });
});
