import { expect, it } from 'vitest';
import { formatNumber } from './format-number.ts';

it.each([
  [1.005, 1, '1.0'],
  [-2.5, 2, '−2.50'],
  [-0.001, 2, '0.00'],
  [Number.POSITIVE_INFINITY, 2, '∞'],
  [Number.NEGATIVE_INFINITY, 2, '−∞'],
  [Number.NaN, 2, '–'],
])('%d with %d decimals reads %s', (value, digits, text) => {
  expect(formatNumber(value, digits)).toBe(text);
});
