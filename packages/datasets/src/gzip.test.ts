import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gunzip, gunzipHead, isGzip } from './gzip.ts';

const text = new TextEncoder().encode('flow '.repeat(100_000));
const packed = new Uint8Array(gzipSync(text));

test('content survives', async () => {
  expect(isGzip(packed)).toBe(true);
  expect(isGzip(text)).toBe(false);
  expect(await gunzip(packed)).toEqual(text);
  expect(await gunzip(packed, text.length)).toEqual(text);
});

test('a view into a larger buffer is read as the view', async () => {
  const larger = new Uint8Array([1, 2, 3, ...packed, 4]);
  expect(await gunzip(larger.subarray(3, -1))).toEqual(text);
});

test('a limit one byte below the content is an error', async () => {
  await expect(gunzip(packed, text.length - 1)).rejects.toThrow(/\[invalid-file\].*at most 499999 bytes/);
});

test('the head is the first bytes, or all where there are fewer', async () => {
  expect(await gunzipHead(packed, 7)).toEqual(text.subarray(0, 7));
  expect((await gunzipHead(packed, 1e9)).length).toBe(text.length);
});

test.each([
  ['a cut', packed.slice(0, -20)],
  ['bytes after the end', new Uint8Array([...packed, 1, 2, 3])],
  ['no content', packed.slice(0, 2)],
])('%s is an error', async (_, bytes) => {
  await expect(gunzip(bytes)).rejects.toThrow(/\[invalid-file\]/);
});
