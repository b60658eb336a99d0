import { test } from 'vitest';
import { expectClose } from '../matchers.fixture.ts';
import { referenceBase } from './reference-base.ts';

test('standardNormal at 0 in two dimensions is −log 2π, and falls by ½z²', () => {
  const base = referenceBase({ kind: 'standardNormal', features: 2 });
  expectClose(base.logProb([0, 0]), -1.8378770664093453);
  expectClose(base.logProb([3, -1]), -1.8378770664093453 - 5);
});
