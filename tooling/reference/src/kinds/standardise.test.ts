import { test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

test('standardise gives latents back their units: x = std z + mean', () => {
  const layer = referenceBijector(
    { kind: 'standardise', features: 2 },
    tensorsOf({ mean: [1, -1], std: [2, 0.25] }),
  );
  const logDet = Math.log(2) - Math.log(4);
  expectResult(layer.forward([3, 4]), { value: [7, 0], logDet, terms: Math.log(8) });
  expectResult(layer.inverse([7, 0]), { value: [3, 4], logDet: -logDet, terms: Math.log(8) });
});
