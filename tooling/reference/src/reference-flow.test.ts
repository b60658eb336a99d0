import { expect, test } from 'vitest';
import type { Json } from './config.ts';
import { modelOf } from './file/file.fixture.ts';
import { expectClose, expectValues } from './matchers.fixture.ts';
import { referenceFlow } from './reference-flow.ts';

const affine = { kind: 'elementwiseAffine', features: 1 };
const normal = { kind: 'standardNormal', features: 1 };
const header = (bijector: Json, base: Json) => ({
  formatVersion: 1,
  bijector,
  base,
  data: null,
});

test('a normal that is moved by 3 and doubled is N(3, 2²)', () => {
  const flow = referenceFlow(
    modelOf(header(affine, { ...normal, kind: 'diagonalNormal' }), {
      'bijector.logScale': [0],
      'bijector.shift': [3],
      'base.mean': [0],
      'base.logScale': [Math.log(2)],
    }),
  );
  const sigma = Math.exp(Math.fround(Math.log(2)));
  expect(flow.features).toBe(1);
  expectClose(flow.logProb([7]), -0.5 * (4 / sigma) ** 2 - Math.log(sigma) - 0.5 * Math.log(2 * Math.PI));
  expectValues(flow.encode([7]), [4]);
  expectValues(flow.decode([4]), [7]);
});

/** A density over the levels 0..16: a normal latent through a sigmoid. */
function levelsFlow(logScale: number) {
  const layers = [
    affine,
    { kind: 'logit', shape: [1], alpha: 0 },
    { kind: 'uniformDequantise', shape: [1], levels: 17 },
  ];
  return referenceFlow(
    modelOf(header({ kind: 'chain', layers }, normal), {
      'bijector.0.logScale': [logScale],
      'bijector.0.shift': [0.5],
    }),
  );
}

test('a flow over levels has probability 1 over all of them, each bin integrated over its noise', () => {
  const flow = levelsFlow(0.25);
  const points = 2000;
  let total = 0;
  for (let level = 0; level < 17; level++) {
    for (let i = 0; i < points; i++) {
      total += Math.exp(flow.logProb([level], { noise: () => [(i + 0.5) / points] })) / points;
    }
  }
  expect(Math.abs(total - 1)).toBeLessThan(1e-9);
});

test('bits per dimension are −log₂ of the density over unit bins', () => {
  const flow = levelsFlow(0);
  const z = Math.log(8.5 / 8.5) - 0.5;
  const density = (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * (1 / (0.5 * 0.5)) * (1 / 17);
  expectClose(flow.bitsPerDim([8]), -Math.log2(density));
});

test('a bijector and a base of different sizes are refused', () => {
  const bytes = modelOf(header({ kind: 'permutation', order: [1, 0] }, normal));
  expect(() => referenceFlow(bytes)).toThrow(/The bijector maps 2 numbers, the base has 1/);
});
