import { test } from 'vitest';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { referenceBase } from './reference-base.ts';

// W = [2 0; 3 1], so Σ⁻¹ = WᵀW = [13 3; 3 1] and det Σ = 1/4. At z − μ = (1, −2): 13 − 12 + 4 = 5.
test('fullNormal with precision [13 3; 3 1] at (1, −2) from its mean is −5/2 + log 2 − log 2π', () => {
  const base = referenceBase(
    { kind: 'fullNormal', features: 2, trainable: true },
    tensorsOf({
      mean: [10, 20],
      logDiagonal: [Math.log(2), 0],
      lower: [
        [7, 7],
        [3, 7],
      ],
    }),
  );
  expectClose(base.logProb([11, 18]), -2.5 + Math.log(2) - Math.log(2 * Math.PI));
});
