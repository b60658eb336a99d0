import { expect, it } from 'vitest';
import { threefry2x32 } from './threefry.ts';

const ONES = 0xffffffff;

// kat_vectors of Random123, lines "threefry2x32 20": counter and key, then the result.
it.each([
  { counter: [0, 0], key: [0, 0], result: [0x6b200159, 0x99ba4efe] },
  { counter: [ONES, ONES], key: [ONES, ONES], result: [0x1cb996fc, 0xbb002be7] },
  { counter: [0x243f6a88, 0x85a308d3], key: [0x13198a2e, 0x03707344], result: [0xc4923a9c, 0x483df7a0] },
])('gives the known answer for counter $counter and key $key', ({ counter, key, result }) => {
  const out = new Uint32Array(4);
  threefry2x32(key[0] as number, key[1] as number, counter[0] as number, counter[1] as number, out, 1);
  expect([...out]).toEqual([0, ...result, 0]);
});
