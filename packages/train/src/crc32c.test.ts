import { expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';

const text = (value: string) => new TextEncoder().encode(value);

it.each([
  ['32 zeros', new Uint8Array(32), 0x8a9136aa],
  ['32 ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['ascending bytes', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['digits', text('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(0), 0],
])('gives the published checksum of %s', (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

it('goes on where it left off', () => {
  expect(crc32c(text('56789'), crc32c(text('1234')))).toBe(0xe3069283);
});
