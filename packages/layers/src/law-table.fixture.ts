import { createRng, type Rng, randomUniform } from '@flow/backend';
import type { LawRow } from '@flow-tooling/testkit';
import { add, mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { actNorm } from './act-norm.ts';
import { chain } from './chain.ts';
import { additiveCoupling, affineCoupling } from './coupling.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { invert } from './invert.ts';
import { invertibleLinear } from './invertible-linear.ts';
import { logit } from './logit.ts';
import { mlp } from './mlp.ts';
import { permutation, randomPermutation, reversePermutation } from './permutation.ts';
import { standardise } from './standardise.ts';
import { uniformDequantise } from './uniform-dequantise.ts';

const inside =
  (low: number, high: number) =>
  (rng: Rng, shape: number[]): Tensor =>
    tidy(() => add(mul(randomUniform(rng, shape), high - low), low));

const net =
  (settings: { hidden?: number[]; context?: number; activation?: 'relu' | 'elu' | 'sigmoid' } = {}) =>
  (sizes: { inputs: number; outputs: number }) =>
    mlp({ hidden: [8, 7], ...sizes, ...settings, rng: createRng(5) });

/** Every bijector of this package, each with the data that it takes. A new layer adds a row. */
export const lawTable: readonly LawRow[] = [
  {
    name: 'affineCoupling, even',
    make: () => affineCoupling({ features: 5, mask: 'even', conditioner: net() }),
  },
  {
    name: 'affineCoupling, odd',
    make: () => affineCoupling({ features: 6, mask: 'odd', conditioner: net() }),
  },
  {
    name: 'affineCoupling, halves, exp',
    make: () => affineCoupling({ features: 5, mask: 'firstHalf', logScale: 'exp', conditioner: net() }),
  },
  {
    name: 'affineCoupling, given mask, sigmoid, elu',
    make: () =>
      affineCoupling({
        features: 4,
        mask: [false, true, true, false],
        logScale: 'sigmoid',
        conditioner: net({ activation: 'elu' }),
      }),
  },
  {
    name: 'affineCoupling with context, narrow bound',
    make: () =>
      affineCoupling({
        features: 4,
        mask: 'secondHalf',
        bound: 0.5,
        conditioner: net({ context: 3, activation: 'sigmoid' }),
      }),
  },
  {
    name: 'affineCoupling, affine conditioner',
    make: () => affineCoupling({ features: 2, mask: 'odd', conditioner: net({ hidden: [] }) }),
  },
  {
    name: 'additiveCoupling',
    make: () => additiveCoupling({ features: 5, mask: 'odd', conditioner: net() }),
  },
  {
    name: 'additiveCoupling with context',
    make: () => additiveCoupling({ features: 3, mask: 'even', conditioner: net({ context: 2 }) }),
  },
  { name: 'actNorm', make: () => actNorm({ features: 4 }) },
  { name: 'elementwiseAffine', make: () => elementwiseAffine({ features: 4 }) },
  { name: 'invertibleLinear, plu', make: () => invertibleLinear({ features: 5, rng: createRng(1) }) },
  {
    name: 'invertibleLinear, dense',
    make: () => invertibleLinear({ features: 4, parametrisation: 'dense', rng: createRng(2) }),
  },
  { name: 'permutation', make: () => permutation([2, 0, 3, 1]) },
  { name: 'reversePermutation', make: () => reversePermutation(3) },
  { name: 'randomPermutation', make: () => randomPermutation(7, createRng(4)) },
  { name: 'standardise', make: () => standardise({ mean: [10, -3, 0.5], std: [4, 0.2, 1] }) },
  { name: 'logit', make: () => logit({ shape: [3] }), data: inside(0.02, 0.98) },
  {
    name: 'logit without margin',
    make: () => logit({ shape: [2, 2, 1], alpha: 0 }),
    data: inside(0.02, 0.98),
  },
  {
    name: 'uniformDequantise',
    make: () => uniformDequantise({ shape: [4], levels: 17 }),
    latent: inside(0, 1),
  },
  { name: 'invert', make: () => invert(logit({ shape: [3] })), latent: inside(0.02, 0.98) },
  {
    name: 'invert of a coupling with context',
    make: () => invert(affineCoupling({ features: 4, mask: 'even', conditioner: net({ context: 2 }) })),
  },
  {
    name: 'chain of a pair that does not commute',
    make: () => chain([standardise({ mean: [1, 2, 3], std: [2, 3, 4] }), permutation([1, 2, 0])]),
  },
  {
    name: 'chain of all, named, with context',
    make: () =>
      chain(
        [
          affineCoupling({ features: 4, mask: 'even', conditioner: net({ context: 2 }) }),
          actNorm({ features: 4 }),
          invertibleLinear({ features: 4, rng: createRng(3) }),
          additiveCoupling({ features: 4, mask: 'odd', conditioner: net() }),
          chain([elementwiseAffine({ features: 4 }), reversePermutation(4)]),
        ],
        { names: ['coupling', 'norm', 'mix', 'shift', 'end'] },
      ),
  },
  {
    name: 'chain of one layer twice',
    make: () => {
      const shared = affineCoupling({ features: 4, mask: 'even', conditioner: net() });
      return chain([shared, reversePermutation(4), shared]);
    },
  },
];
