import { test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

test('forward is the inner inverse, with its log-determinant', () => {
  const inner = { kind: 'elementwiseAffine', features: 1 };
  const layer = referenceBijector(
    { kind: 'invert', inner },
    tensorsOf({ 'inner.logScale': [Math.log(2)], 'inner.shift': [1] }),
  );
  expectResult(layer.forward([7]), { value: [3], logDet: -Math.log(2), terms: Math.log(2) });
  expectResult(layer.inverse([3]), { value: [7], logDet: Math.log(2), terms: Math.log(2) });
});
