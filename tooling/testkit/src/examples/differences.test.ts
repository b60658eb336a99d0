import { expect, test } from 'vitest';
import { differences } from './differences.ts';

test.each<[unknown, unknown, string, number]>([
  [0.12345, 0.1234, '0.1234', 0],
  [0.1236, 0.1234, '0.1234', 1],
  [0.5001, 0.5, '0.5', 1],
  [1.2346e-7, 1.2345e-7, '1.2345e-7', 0],
  [[1, 2.1], [1, 2], '[1, 2]', 1],
  [Float32Array.of(1, 2), [1, 2], '[1, 2]', 0],
  [{ a: 1 }, { a: 1, b: 2 }, '{ a: 1, b: 2 }', 1],
  [-Infinity, Infinity, 'Infinity', 1],
  [Number.NaN, 1, '1', 1],
  [true, 'true', "'true'", 1],
])('%s beside "%s", written %s: %i differences', (actual, expected, text, count) => {
  expect(differences(actual, expected, text)).toHaveLength(count);
});
