import { test } from 'vitest';
import { expectResult } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const powerOf = (exponent: number) => referenceBijector({ kind: 'power', shape: [3], exponent });

test('p = 2 takes −1, 0 and 2 to −(4 − 1)/2, 0 and (9 − 1)/2, with slopes 2, 1 and 3', () => {
  const layer = powerOf(2);
  const logDet = Math.log(6);
  expectResult(layer.forward([-1, 0, 2]), { value: [-1.5, 0, 4], logDet, terms: logDet });
  expectResult(layer.inverse([-1.5, 0, 4]), { value: [-1, 0, 2], logDet: -logDet, terms: logDet });
});

test('p = ½ takes 3, −8 and 0 to 2 (2 − 1), −2 (3 − 1) and 0, with slopes 1/2, 1/3 and 1', () => {
  const layer = powerOf(0.5);
  const logDet = Math.log(6);
  expectResult(layer.forward([3, -8, 0]), { value: [2, -4, 0], logDet: -logDet, terms: logDet });
  expectResult(layer.inverse([2, -4, 0]), { value: [3, -8, 0], logDet, terms: logDet });
});

test.each([0.4, 1, 3.5])('log-det is the Jacobian’s in both directions at p = %d', (exponent) => {
  expectJacobians(powerOf(exponent), [-1.5, 0.25, 2]);
});
