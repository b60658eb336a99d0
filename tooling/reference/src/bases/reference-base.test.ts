import { expect, test } from 'vitest';
import { expectClose, tensorsOf } from '../matchers.fixture.ts';
import { knownBases, referenceBase } from './reference-base.ts';

test('standardNormal at 0 in two dimensions is −log 2π, and falls by ½z²', () => {
  const base = referenceBase({ kind: 'standardNormal', features: 2 });
  expectClose(base.logProb([0, 0]), -1.8378770664093453);
  expectClose(base.logProb([3, -1]), -1.8378770664093453 - 5);
});

test('diagonalNormal with μ = (1, 2), σ = (1, 2) at (1, 4) is −½ − log 2 − log 2π', () => {
  const base = referenceBase(
    { kind: 'diagonalNormal', features: 2, trainable: false },
    tensorsOf({ mean: [1, 2], logScale: [0, Math.log(2)] }),
  );
  expectClose(base.logProb([1, 4]), -0.5 - Math.log(2) - Math.log(2 * Math.PI));
});

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
