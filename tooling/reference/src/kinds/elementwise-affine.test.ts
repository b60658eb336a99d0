import { expect, test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

const parameters = tensorsOf({ logScale: [Math.log(2), -Math.log(4)], shift: [1, -3] });

test.each(['elementwiseAffine', 'actNorm'])('%s scales by exp(logScale) and then shifts', (kind) => {
  const layer = referenceBijector({ kind, features: 2, initialized: true }, parameters);
  expectResult(layer.forward([3, 8]), { value: [7, -1], logDet: -Math.log(2), terms: Math.log(8) });
  expectResult(layer.inverse([7, -1]), { value: [3, 8], logDet: Math.log(2), terms: Math.log(8) });
});

test('float32 parameters count as exactly what they are', () => {
  const logScale = { shape: [1], values: Float32Array.of(0.1) };
  const shift = { shape: [1], values: Float32Array.of(0) };
  const layer = referenceBijector(
    { kind: 'elementwiseAffine', features: 1 },
    new Map([
      ['logScale', logScale],
      ['shift', shift],
    ]),
  );
  expect(layer.forward([1]).logDet).toBe(0.10000000149011612);
});
