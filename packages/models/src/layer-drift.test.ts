import { createRng, init, randomNormal } from '@flow/backend';
import { type Bijector, chain, defineBijector, elementwiseAffine } from '@flow/layers';
import { fill, memory, mul, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { glow } from './glow.ts';
import { worstLayerDrift } from './layer-drift.ts';

beforeAll(() => init());

/** Gives back (1 + by) times what it was given. */
const off = (by: number, flags: { recomputable?: boolean; rowIndependent?: boolean } = {}): Bijector =>
  defineBijector({
    kind: 'off',
    dataShape: [2],
    ...flags,
    forward: (z) => ({ value: mul(z, 2 * (1 + by)), logDet: fill([z.shape[0]!], 0) }),
    inverse: (x) => ({ value: mul(x, 0.5), logDet: fill([x.shape[0]!], 0) }),
    config: () => ({}),
  });
const worstOf = (...layers: Bijector[]) => worstLayerDrift(chain(layers), tensor2d([[3, 4]]), {});

it('names the layer that rebuilds its input worst, wherever it stands, with its own share', () => {
  const small = { path: '0', kind: 'off', drift: expect.closeTo(0.25, 6) };
  expect(worstOf(off(0.25), off(0.125), off(0))).toEqual(small);
  expect(worstOf(off(0.125), chain([off(0), off(0.25)]))).toEqual({ ...small, path: '1.1' });
});

it.each([{ recomputable: false }, { rowIndependent: false }])(
  'passes by layers that are stored: %o',
  (flags) => {
    expect(worstOf(off(9, flags), off(0.125))).toMatchObject({ path: '1' });
  },
);

it('says nothing where all is exact, and names one that gives back nothing finite', () => {
  expect(worstOf(off(0), elementwiseAffine({ features: 2 }))).toBeUndefined();
  expect(worstOf(off(0.25), off(Number.POSITIVE_INFINITY))).toMatchObject({ path: '1', drift: Infinity });
});

it('reaches into a multi-scale flow and leaves no tensor', () => {
  const flow = glow({ shape: [4, 4, 1], levels: 2, steps: 1, hidden: 4, seed: 1 });
  const x = randomNormal(createRng(1), [3, 4, 4, 1]);
  const before = memory().numTensors;
  const worst = worstLayerDrift(flow.bijector, x, {});
  expect(memory().numTensors).toBe(before);
  expect(worst?.drift).toBeLessThan(1e-5);
});
