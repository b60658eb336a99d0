import { expect, test } from 'vitest';
import { jacobian } from '../calculus/jacobian.ts';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { slogdet } from '../matrix/slogdet.ts';
import { referenceBijector } from '../reference-bijector.ts';

const LOG_LEVELS = 2 * Math.log(4);
/** Noise is squeezed to between this and 1 less this. */
const MARGIN = 2 ** -20;
const ROOM = 2 * Math.log(1 - 2 * MARGIN);

/** Two pixels of four levels; of the noise v it makes v₁/2 + c₁ and v₂, where c is the context of the pixels. */
const layer = (settings = {}) =>
  referenceBijector(
    {
      kind: 'variationalDequantise',
      shape: [2],
      levels: 4,
      noise: { kind: 'contextAffine', features: 2, context: 2 },
      ...settings,
    },
    tensorsOf({
      'noise.kernel': [
        [1, 0, 8 * Math.LN2, 0],
        [0, 0, 0, 0],
      ],
    }),
  );

test('without noise integers stand at the centres of their bins', () => {
  const logDet = -LOG_LEVELS;
  expectResult(layer().inverse([0, 3]), { value: [0.125, 0.875], logDet, terms: LOG_LEVELS });
  expectResult(layer().forward([0.125, 0.875]), { value: [0, 3], logDet: LOG_LEVELS, terms: LOG_LEVELS });
});

test('a center moves what comes out', () => {
  const logDet = -LOG_LEVELS;
  expectResult(layer({ center: 0.5 }).inverse([0, 3]), { value: [-0.375, 0.375], logDet, terms: LOG_LEVELS });
});

test('pixel 1 is the context 1½/4 − ½ = −⅛, which makes of the noise (½, ½) ½ · ½ − ⅛ and ½', () => {
  const noise = (count: number) => new Array<number>(count).fill(0.5);
  expectResult(layer().inverse([1, 2], { noise }), {
    value: [1.125 / 4, 2.5 / 4],
    logDet: -Math.LN2 - LOG_LEVELS + ROOM,
    terms: Math.LN2 + LOG_LEVELS - ROOM,
  });
});

test('noise is squeezed into the bin', () => {
  const { value } = layer().inverse([2, 2], { noise: () => [0, 0] });
  expect(value[1]).toBe((2 + MARGIN) / 4);
});

test('log-det is that of the way from the noise to the value', () => {
  const x = [1, 3];
  const at = (v: ArrayLike<number>) => layer().inverse(x, { noise: () => v });
  const v = [0.3, 0.8];
  const numerical = slogdet(jacobian((row) => at(row).value, v)).logAbsDet;
  expect(Math.abs(at(v).logDet - numerical)).toBeLessThan(1e-10);
});
