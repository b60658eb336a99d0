import { expect, test } from 'vitest';
import { tensorsOf } from '../matchers.fixture.ts';
import { knownBases, referenceBase } from './reference-base.ts';

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
