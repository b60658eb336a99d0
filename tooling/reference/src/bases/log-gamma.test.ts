import { test } from 'vitest';
import { expectClose } from '../matchers.fixture.ts';
import { logGamma } from './log-gamma.ts';

test.each([
  [1, 0],
  [2, 0],
  [0.5, 0.5 * Math.log(Math.PI)],
  [1.5, 0.5 * Math.log(Math.PI) - Math.log(2)],
  [5, Math.log(24)],
  [11, Math.log(3628800)],
  [20, Math.log(121645100408832000)],
  [1e-8, -Math.log(1e-8) - 0.5772156649015329e-8],
])('log Γ(%d) = %d', (x, expected) => {
  expectClose(logGamma(x), expected);
});
