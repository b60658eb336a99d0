import { expect, test } from 'vitest';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { referenceBase } from './reference-base.ts';

test('uniform is 1/volume in its box and on its edges, 0 outside', () => {
  const base = referenceBase({ kind: 'uniform', features: 2 }, tensorsOf({ low: [0, -1], high: [2, 3] }));
  expectClose(base.logProb([1, 0]), -Math.log(8));
  expectClose(base.logProb([2, -1]), -Math.log(8));
  expect(base.logProb([1, 3.1])).toBe(Number.NEGATIVE_INFINITY);
});
