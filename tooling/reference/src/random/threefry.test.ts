import { expect, test } from 'vitest';
import { threefry2x32 } from './threefry.ts';

// Random123, known-answer vectors of threefry2x32 with 20 rounds.
test.each([
  ['zeros', [0, 0], [0, 0], [0x6b200159, 0x99ba4efe]],
  ['ones', [0xffffffff, 0xffffffff], [0xffffffff, 0xffffffff], [0x1cb996fc, 0xbb002be7]],
  ['digits of pi', [0x13198a2e, 0x03707344], [0x243f6a88, 0x85a308d3], [0xc4923a9c, 0x483df7a0]],
] as const)('known answer: %s', (_, key, counter, expected) => {
  expect(threefry2x32(key, counter)).toEqual(expected);
});
