import { test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const layer = referenceBijector(
  { kind: 'batchNorm', features: 2, momentum: 0.1, epsilon: 0.25 },
  tensorsOf({ logScale: [Math.log(6), Math.log(0.25)], shift: [1, -2], mean: [10, -1], variance: [3.75, 0] }),
);

test('deviations of 2 and ½ make (14 − 10)/2 · 6 + 1 and (3 + 1)/½ · ¼ − 2', () => {
  const terms = Math.log(3) + Math.LN2;
  const logDet = Math.log(3 / 2);
  expectResult(layer.inverse([14, 3]), { value: [13, 0], logDet, terms });
  expectResult(layer.forward([13, 0]), { value: [14, 3], logDet: -logDet, terms });
});

test('of a picture each position is normalised, and what a mask keeps passes', () => {
  const of = (mask: string) =>
    referenceBijector(
      { kind: 'batchNorm', shape: [1, 2, 2], momentum: 0.1, epsilon: 0.25, affine: false, mask },
      tensorsOf({ mean: [10, -1], variance: [3.75, 0] }),
    );
  const x = [14, 3, 8, 1];
  const of2 = { logDet: -2 * Math.LN2, terms: 2 * Math.LN2 };
  expectResult(of('evenPixels').inverse(x), { value: [14, 3, -1, 4], logDet: 0, terms: 2 * Math.LN2 });
  expectResult(of('oddPixels').inverse(x), { value: [2, 8, 8, 1], logDet: 0, terms: 2 * Math.LN2 });
  expectResult(of('odd').inverse(x), { value: [2, 3, -1, 1], ...of2 });
  expectResult(of('odd').forward([2, 3, -1, 1]), { value: x, logDet: 2 * Math.LN2, terms: 2 * Math.LN2 });
});

test('log-det is the Jacobian’s in both directions', () => {
  expectJacobians(layer, [0.5, -1.5]);
});
