import { test } from 'vitest';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const tensors = tensorsOf({ logScale: [Math.log(3), -Math.LN2], shift: [1, -2] });

test('scales of 3 and ½ and shifts of 1 and −2 make (2 · 3 + 1, 8 / 2 − 2)', () => {
  const layer = referenceBijector({ kind: 'actNorm', features: 2 }, tensors);
  const [logDet, terms] = [Math.log(3 / 2), Math.log(6)];
  expectResult(layer.forward([2, 8]), { value: [7, 2], logDet, terms });
  expectResult(layer.inverse([7, 2]), { value: [2, 8], logDet: -logDet, terms });
});

const picture = referenceBijector({ kind: 'actNorm', shape: [1, 2, 2] }, tensors);

test('of a picture each position has the scales and shifts of its channels', () => {
  const [logDet, terms] = [2 * Math.log(3 / 2), 2 * Math.log(6)];
  expectResult(picture.forward([2, 8, -1, 0]), { value: [7, 2, -2, -2], logDet, terms });
});

test('log-det is the Jacobian’s in both directions', () => {
  expectJacobians(picture, [0.5, -1.5, 2, 0.25]);
});
