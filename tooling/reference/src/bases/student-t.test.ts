import { test } from 'vitest';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { referenceBase } from './reference-base.ts';

// Closed forms of the density: 1/(π (1 + u²)), (2 + u²)^(−3/2), 3/8 (1 + u²/4)^(−5/2).
test.each([
  [1, 0, 1 / Math.PI],
  [1, 3, 1 / (10 * Math.PI)],
  [2, 0, 2 ** -1.5],
  [2, 1.5, 4.25 ** -1.5],
  [4, 0, 3 / 8],
  [4, -2, (3 / 8) * 2 ** -2.5],
])('studentT with ν = %d at u = %d has its closed form', (degreesOfFreedom, u, density) => {
  const base = referenceBase(
    { kind: 'studentT', features: 1, trainable: false, degreesOfFreedom },
    tensorsOf({ location: [5], logScale: [Math.log(3)] }),
  );
  expectClose(base.logProb([5 + 3 * u]), Math.log(density / 3));
});
