import { expect, test } from 'vitest';
import type { Json } from '../config.ts';
import { expectResult, tensorsOf } from '../matchers.fixture.ts';
import { referenceBijector } from '../reference-bijector.ts';
import { expectJacobians } from './jacobian-laws.fixture.ts';

const affine = (features: number) => ({ kind: 'elementwiseAffine', features });
const mlp = { kind: 'mlp', inputs: 1, outputs: 4, hidden: [], activation: 'relu', context: 0 };
const split = {
  kind: 'affineCoupling',
  features: 3,
  mask: 'firstHalf',
  logScale: 'exp',
  bound: 2,
};

/** Vectors of three: two leave after level 1 and are normalised by the one that stays. */
const vectors = () =>
  referenceBijector(
    {
      kind: 'multiScale',
      levels: [affine(1), affine(3)],
      latentShapes: [[1], [3]],
      splits: [{ ...split, mask: [true, false, false], conditioner: mlp }],
      top: affine(1),
    },
    tensorsOf({
      'levels.0.logScale': [Math.log(2)],
      'levels.0.shift': [1],
      'levels.1.logScale': [0, Math.log(10), 0],
      'levels.1.shift': [0, 0, -1],
      'splits.0.conditioner.0.kernel': [[1, 0, 0, 0]],
      'splits.0.conditioner.0.bias': [0, 7, 0, Math.log(3)],
      'top.logScale': [Math.log(5)],
      'top.shift': [-2],
    }),
  );

test('three numbers by hand', () => {
  // z₀ = 1: top 5·1 − 2 = 3, level 0 2·3 + 1 = 7, which stays. Split: (4, 2) ↦ (4 + 7, 2·3 + 7) = (11, 13). Level 1:
  // (7, 110, 12).
  const logDet = Math.log(5 * 2 * 3 * 10);
  expectResult(vectors().forward([1, 4, 2]), { value: [7, 110, 12], logDet, terms: logDet });
  expectResult(vectors().inverse([7, 110, 12]), { value: [1, 4, 2], logDet: -logDet, terms: logDet });
});

test('its log-det is that of the whole Jacobian', () => {
  expectJacobians(vectors(), [0.3, -1.2, 0.7]);
});

const squeezes = (latentShapes: Json) =>
  referenceBijector({
    kind: 'multiScale',
    levels: [
      { kind: 'squeeze', shape: [2, 2, 2], order: 'glow' },
      { kind: 'squeeze', shape: [4, 4, 1], order: 'glow' },
    ],
    latentShapes,
    splits: [null],
    top: null,
  });

test('of pictures the last channels leave at each position', () => {
  const layer = squeezes([
    [1, 1, 8],
    [2, 2, 4],
  ]);
  const x = Array.from({ length: 16 }, (_, i) => i + 1);
  const z = [1, 3, 9, 11, 2, 4, 10, 12, 5, 6, 7, 8, 13, 14, 15, 16];
  expectResult(layer.inverse(x), { value: z, logDet: 0, terms: 0 });
  expectResult(layer.forward(z), { value: x, logDet: 0, terms: 0 });
});

test('shapes that are not those of the levels are refused', () => {
  expect(() => squeezes([[1, 1, 8]])).toThrow(/latentShapes/);
});
