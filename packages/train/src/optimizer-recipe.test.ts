import { createParameter, init } from '@flow/backend';
import { tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adam } from './adam.ts';
import { adamW } from './adam-w.ts';
import { adamax } from './adamax.ts';
import { lion } from './lion.ts';
import type { Optimizer } from './optimizer.ts';
import { fromRecipe, recipeOf } from './optimizer-recipe.ts';
import { sgd } from './sgd.ts';

beforeAll(() => init());

const groups = { bias: { rate: 0.5, weightDecay: 0.1 }, scale: { rate: 0.25 } };

/** Parameters of all groups after three steps. */
function walk(optimizer: Optimizer) {
  const parameters = (['weight', 'bias', 'scale'] as const).map((group) =>
    createParameter(group, group, [2], () => tensor([1, -2])),
  );
  for (const size of [3, -1, 2]) {
    const gradient = tensor([size, 0.5]);
    optimizer.step(
      parameters.map((parameter) => ({ parameter, gradient })),
      0.1,
      1,
    );
  }
  return parameters.map(({ variable }) => [...variable.dataSync()]);
}

it.each([
  ['adam', () => adam({ beta1: 0.8, epsilon: 1e-3, groups })],
  ['adamW', () => adamW({ weightDecay: 0.3, groups })],
  ['adamax', () => adamax({ beta2: 0.9, groups })],
  ['lion', () => lion({ weightDecay: 0.2, groups })],
  ['sgd', () => sgd({ momentum: 0.7, groups })],
])('%s is made again of plain data', (_, make) => {
  const recipe = structuredClone(recipeOf(make()));
  expect(walk(fromRecipe(recipe ?? { kind: 'none', settings: {} }))).toEqual(walk(make()));
});

it('of a kind that is not known none is made', () => {
  expect(() => fromRecipe({ kind: 'sophia', settings: {} })).toThrow(
    /invalid-argument.*optimizer.*adam, adamax, lion, sgd.*got sophia/,
  );
});

it('an optimizer of a user has none, also where it is made of one of ours', () => {
  expect(recipeOf({ ...adam() })).toBeUndefined();
  const changed = adam();
  const { step } = changed;
  changed.step = (updates, rate, scale) => step(updates, rate / 2, scale);
  expect(recipeOf(changed)).toBeUndefined();
});
