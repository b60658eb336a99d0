import { test } from 'vitest';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { referenceBase } from './reference-base.ts';

test('diagonalNormal with μ = (1, 2), σ = (1, 2) at (1, 4) is −½ − log 2 − log 2π', () => {
  const base = referenceBase(
    { kind: 'diagonalNormal', features: 2, trainable: false },
    tensorsOf({ mean: [1, 2], logScale: [0, Math.log(2)] }),
  );
  expectClose(base.logProb([1, 4]), -0.5 - Math.log(2) - Math.log(2 * Math.PI));
});
