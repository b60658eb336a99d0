import { test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

test('with t = 3·z₀ + 1: x = (2, 5 + 7), volume unchanged', () => {
  const conditioner = { kind: 'mlp', inputs: 1, outputs: 1, hidden: [], activation: 'relu', context: 0 };
  const layer = referenceBijector(
    { kind: 'additiveCoupling', features: 2, mask: 'firstHalf', conditioner },
    tensorsOf({ 'conditioner.0.kernel': [[3]], 'conditioner.0.bias': [1] }),
  );
  expectResult(layer.forward([2, 5]), { value: [2, 12], logDet: 0, terms: 0 });
  expectResult(layer.inverse([2, 12]), { value: [2, 5], logDet: 0, terms: 0 });
});
