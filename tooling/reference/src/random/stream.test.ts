import { expect, test } from 'vitest';
import { dequantisationNoise, fnv1a, streamOf } from './stream.ts';
import { threefry2x32 } from './threefry.ts';

/** Uniform numbers as the 24-bit integers that they are multiples of. */
const bits = (values: ArrayLike<number>) => Array.from(values, (value) => value * 2 ** 24);

test('seed 0 begins with the known answer of zeros, cut to 24 bits', () => {
  expect(bits(streamOf(0).uniform()(2))).toEqual([0x6b2001, 0x99ba4e]);
});

test('a seed above 2³² uses both words of the key', () => {
  const [first] = threefry2x32([5, 1], [0, 0]);
  expect(bits(streamOf(2 ** 32 + 5).uniform()(1))).toEqual([first >>> 8]);
});

test('each call begins with a new block', () => {
  const block = (index: number) => threefry2x32([0, 0], [index, 0]).map((word) => word >>> 8);
  const draw = streamOf(0).uniform();
  expect(bits(draw(3))).toEqual([...block(0), ...block(1)].slice(0, 3));
  expect(bits(draw(2))).toEqual(block(2));
});

test('forks are keyed by counters that no draw reaches', () => {
  const byNumber = threefry2x32([0, 0], [9, 0xffffffff]);
  const byName = threefry2x32([0, 0], [fnv1a('noise'), 0xfffffffe]);
  const first = (key: readonly [number, number]) => threefry2x32(key, [0, 0]).map((word) => word >>> 8);
  expect(bits(streamOf(0).fork(9).uniform()(2))).toEqual(first(byNumber));
  expect(bits(streamOf(0).fork('noise').uniform()(2))).toEqual(first(byName));
});

test.each([
  ['', 0x811c9dc5],
  ['a', 0xe40c292c],
  ['foobar', 0xbf9cf968],
])('FNV-1a of "%s"', (text, hash) => {
  expect(fnv1a(text)).toBe(hash);
});

// From a separate computation in arbitrary-precision integers.
test('the noise of row 42 in epoch 3 under seed 2⁴⁰ + 12345', () => {
  expect(bits(dequantisationNoise(2 ** 40 + 12345, 3, 42)(5))).toEqual([
    11616884, 12578930, 417582, 3628617, 10018300,
  ]);
});

test.each([-1, 1.5, 2 ** 32])('stream number %d is refused', (label) => {
  expect(() => streamOf(0).fork(label)).toThrow(/a whole number below 2\^32/);
});
