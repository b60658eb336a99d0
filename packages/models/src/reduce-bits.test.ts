import { expect, it } from 'vitest';
import { reduceBits } from './reduce-bits.ts';

const all = Array.from({ length: 256 }, (_, i) => i);

it.each([1, 2, 5, 7, 8])('keeps the %d highest bits of each pixel', (bits) => {
  expect([...reduceBits(all, bits)]).toEqual(all.map((pixel) => pixel >> (8 - bits)));
});

it.each([0, 9, 2.5, Number.NaN])('refuses %d bits', (bits) => {
  expect(() => reduceBits(all, bits)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'bits' }),
  );
});
