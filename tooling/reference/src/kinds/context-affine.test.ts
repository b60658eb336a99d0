import { expect, test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';

const layer = () =>
  referenceBijector(
    { kind: 'contextAffine', features: 2, context: 2 },
    tensorsOf({
      kernel: [
        [1, 2, Math.log(2), 0],
        [-3, 0, 0, Math.log(5)],
      ],
    }),
  );

test('a class has the shifts and log-scales of its row', () => {
  const first = { context: [1, 0] };
  expectResult(layer().forward([4, 6], first), { value: [9, 8], logDet: Math.log(2), terms: Math.log(2) });
  expectResult(layer().inverse([9, 8], first), { value: [4, 6], logDet: -Math.log(2), terms: Math.log(2) });
  const second = { context: [0, 1] };
  expectResult(layer().forward([4, 6], second), { value: [1, 30], logDet: Math.log(5), terms: Math.log(5) });
});

test('between two classes it is the mean of shifts and log-scales', () => {
  const { value, logDet, terms } = layer().forward([4, 6], { context: [0.5, 0.5] });
  const expected = { value: [4 * Math.SQRT2 - 1, 6 * Math.sqrt(5) + 1], logDet: Math.log(10) / 2 };
  expectResult({ value, logDet, terms }, { ...expected, terms: expected.logDet });
});

test('a context is needed', () => {
  expect(() => layer().forward([1, 2])).toThrow(/a context of 2 numbers/);
});
