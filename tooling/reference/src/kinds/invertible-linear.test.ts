import { expect, test } from 'vitest';
import { expectResult, expectValues, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

test('dense: inverse multiplies by W, forward solves, log-det is log|det W|', () => {
  const layer = referenceBijector(
    { kind: 'invertibleLinear', features: 2, parametrisation: 'dense' },
    tensorsOf({
      weight: [
        [0, 2],
        [3, 1],
      ],
    }),
  );
  expectResult(layer.inverse([1, 5]), { value: [10, 8], logDet: Math.log(6), terms: Math.log(6) });
  expectResult(layer.forward([10, 8]), { value: [1, 5], logDet: -Math.log(6), terms: Math.log(6) });
});

// L (U + diag s) = [1 0 0; 2 1 0; -1 3 1] [2 1 0; 0 -1 4; 0 0 ½] = [2 1 0; 4 1 4; -2 -4 12.5], multiplied on
// paper; rows 1, 2, 0 of it are W = [4 1 4; -2 -4 12.5; 2 1 0]. The 7s stand where nothing is read.
const plu = () =>
  referenceBijector(
    { kind: 'invertibleLinear', features: 3, parametrisation: 'plu', order: [1, 2, 0], signs: [1, -1, 1] },
    tensorsOf({
      lower: [
        [7, 7, 7],
        [2, 7, 7],
        [-1, 3, 7],
      ],
      upper: [
        [7, 1, 0],
        [7, 7, 4],
        [7, 7, 7],
      ],
      logScale: [Math.log(2), 0, -Math.log(2)],
    }),
  );

test('plu: W is P L (U + diag s), its rows those of L (U + diag s) in the saved order', () => {
  const unit = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  const columns = unit.map((axis) => plu().inverse(axis).value);
  expectValues(columns[0]!, [4, -2, 2]);
  expectValues(columns[1]!, [1, -4, 1]);
  expectValues(columns[2]!, [4, 12.5, 0]);
});

test('plu: forward undoes inverse, and log-det is the sum of the log-scales', () => {
  expectResult(plu().inverse([1, 2, 3]), { value: [18, 27.5, 4], logDet: 0, terms: 2 * Math.log(2) });
  expectResult(plu().forward([18, 27.5, 4]), { value: [1, 2, 3], logDet: 0, terms: 2 * Math.log(2) });
});

test('a weight of another shape is refused', () => {
  const config = { kind: 'invertibleLinear', features: 2, parametrisation: 'dense' };
  expect(() => referenceBijector(config, tensorsOf({ weight: [[1]] }))).toThrow(
    /weight: expected a tensor of shape \[2,2\], got \[1,1\]/,
  );
});
