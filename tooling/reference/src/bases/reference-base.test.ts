import { expect, test } from 'vitest';
import { tensorsOf } from '../matchers.fixture.ts';
import { knownBases, referenceBase } from './reference-base.ts';

// W = [2 0; 3 1], so Σ⁻¹ = WᵀW = [13 3; 3 1] and det Σ = 1/4. At z − μ = (1, −2): 13 − 12 + 4 = 5.

// Closed forms of the density: 1/(π (1 + u²)), (2 + u²)^(−3/2), 3/8 (1 + u²/4)^(−5/2).

test('an unknown base is named', () => {
  expect(() => referenceBase({ kind: 'cloud', features: 2 })).toThrow(
    `no base of kind 'cloud', only ${knownBases.join(', ')}`,
  );
});

test('a parameter that the base does not have, and a row of another size, are refused', () => {
  const config = { kind: 'standardNormal', features: 2 };
  expect(() => referenceBase(config, tensorsOf({ mean: [0, 0] }))).toThrow(
    /standardNormal does not ask for mean/,
  );
  expect(() => referenceBase(config).logProb([1])).toThrow(/one row of 2 numbers, got 1/);
});
