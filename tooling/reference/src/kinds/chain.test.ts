import { expect, test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

const affine = { kind: 'elementwiseAffine', features: 1 };
const doubling = { logScale: [Math.log(2)], shift: [0] };
const addingThree = { logScale: [0], shift: [3] };

test('forward applies the layers as listed, inverse undoes the last one first', () => {
  const layer = referenceBijector(
    { kind: 'chain', layers: [affine, affine] },
    tensorsOf({
      '0.logScale': doubling.logScale,
      '0.shift': doubling.shift,
      '1.logScale': addingThree.logScale,
      '1.shift': addingThree.shift,
    }),
  );
  expectResult(layer.forward([1]), { value: [5], logDet: Math.log(2), terms: Math.log(2) });
  expectResult(layer.inverse([5]), { value: [1], logDet: -Math.log(2), terms: Math.log(2) });
});

test('named layers find their parameters under their names', () => {
  const layer = referenceBijector(
    { kind: 'chain', layers: [affine, affine], names: ['shift', 'scale'] },
    tensorsOf({
      'shift.logScale': addingThree.logScale,
      'shift.shift': addingThree.shift,
      'scale.logScale': doubling.logScale,
      'scale.shift': doubling.shift,
    }),
  );
  expectResult(layer.forward([1]), { value: [8], logDet: Math.log(2), terms: Math.log(2) });
});

test('terms add up where log-determinants cancel', () => {
  const layer = referenceBijector(
    { kind: 'chain', layers: [affine, { kind: 'invert', inner: affine }] },
    tensorsOf({ '0.logScale': [3], '0.shift': [0], '1.inner.logScale': [3], '1.inner.shift': [0] }),
  );
  expectResult(layer.forward([1]), { value: [1], logDet: 0, terms: 6 });
});

test('layers of different sizes are refused', () => {
  const layers = [
    { kind: 'permutation', order: [0] },
    { kind: 'permutation', order: [1, 0] },
  ];
  expect(() => referenceBijector({ kind: 'chain', layers })).toThrow(/do not share one size, got \[1,2\]/);
});
