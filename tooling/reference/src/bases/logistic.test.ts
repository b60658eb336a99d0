import { test } from 'vitest';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { referenceBase } from './reference-base.ts';

test('logistic with μ = 1, s = 2 has density σ(u) σ(−u) / 2, also far out', () => {
  const base = referenceBase(
    { kind: 'logistic', features: 1, trainable: false },
    tensorsOf({ location: [1], logScale: [Math.log(2)] }),
  );
  expectClose(base.logProb([1]), -Math.log(8));
  expectClose(base.logProb([1 + 2 * Math.log(3)]), Math.log((0.75 * 0.25) / 2));
  expectClose(base.logProb([-2001]), -1001 - Math.log(2));
});
