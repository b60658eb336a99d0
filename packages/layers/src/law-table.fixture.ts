import { createRng, type HiddenActivation, type Rng, randomUniform } from '@flow/backend';
import type { LawRow } from '@flow-tooling/testkit';
import { add, mul, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { actNorm } from './act-norm.ts';
import { batchNorm } from './batch-norm.ts';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import type { ConditionerSizes } from './conditioner.ts';
import { contextAffine } from './context-affine.ts';
import { additiveCoupling, affineCoupling } from './coupling.ts';
import { dequantisationFlow } from './dequantisation-flow.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { exp } from './exp.ts';
import { glowNet } from './glow-net.ts';
import { invert } from './invert.ts';
import { invertibleLinear } from './invertible-linear.ts';
import { leakyRelu } from './leaky-relu.ts';
import { logit } from './logit.ts';
import { mlp } from './mlp.ts';
import { multiScale } from './multi-scale.ts';
import { permutation, randomPermutation, reversePermutation } from './permutation.ts';
import { power } from './power.ts';
import { type ResidualConvNetOptions, residualConvNet } from './residual-conv-net.ts';
import { residualMlp } from './residual-mlp.ts';
import { sigmoid } from './sigmoid.ts';
import { softplus } from './softplus.ts';
import { squeeze } from './squeeze.ts';
import { standardise } from './standardise.ts';
import { tanh } from './tanh.ts';
import { uniformDequantise } from './uniform-dequantise.ts';
import { variationalDequantise } from './variational-dequantise.ts';
import { zeroConv } from './zero-conv.ts';

const inside =
  (low: number, high: number) =>
  (rng: Rng, shape: number[]): Tensor =>
    tidy(() => add(mul(randomUniform(rng, shape), high - low), low));

const net =
  (settings: { hidden?: number[]; context?: number; activation?: HiddenActivation } = {}) =>
  (sizes: { inputs: number; outputs: number }) =>
    mlp({ hidden: [8, 7], ...sizes, ...settings, rng: createRng(5) });

const pictureNet =
  (settings: { hidden?: number; edgeBias?: boolean; context?: number } = {}) =>
  (sizes: ConditionerSizes) =>
    glowNet({ hidden: 3, ...sizes, ...settings, rng: createRng(8) });

const convNet =
  (settings: Omit<Partial<ResidualConvNetOptions>, keyof ConditionerSizes> = {}) =>
  (sizes: ConditionerSizes) =>
    residualConvNet({ hidden: 2, ...sizes, ...settings, rng: createRng(12) });

/** A step of Glow and the squeeze after it, to pictures [4, 2, 1]. */
const finest = (context = 0): Bijector => {
  const shape = [2, 1, 4];
  return chain([
    affineCoupling({ shape, mask: 'firstHalf', conditioner: pictureNet({ context, hidden: 2 }) }),
    invertibleLinear({ shape, rng: createRng(3) }),
    squeeze({ shape: [4, 2, 1] }),
  ]);
};

/** Running statistics away from 0 and 1, as after training. */
function moved(bijector: Bijector): Bijector {
  for (const { path, variable } of bijector.parameters) {
    const isMean = path.endsWith('mean');
    if (isMean || path.endsWith('variance')) {
      tidy(() =>
        variable.assign(add(mul(randomUniform(createRng(11), variable.shape), 2), isMean ? -1 : 0.2)),
      );
    }
  }
  return bijector;
}

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
    name: 'affineCoupling, inverse sigmoid',
    make: () => affineCoupling({ features: 5, mask: 'odd', logScale: 'inverseSigmoid', conditioner: net() }),
  },
  {
    name: 'affineCoupling, inverse sigmoid, shift first',
    make: () =>
      affineCoupling({
        features: 4,
        mask: 'even',
        logScale: 'inverseSigmoid',
        order: 'shiftFirst',
        conditioner: net(),
      }),
  },
  {
    name: 'affineCoupling, bounded, shift first',
    make: () => affineCoupling({ features: 5, mask: 'firstHalf', order: 'shiftFirst', conditioner: net() }),
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
  ...(['tanh', 'leakyRelu', 'softplus'] as const).map((activation) => ({
    name: `affineCoupling, ${activation}`,
    make: () => affineCoupling({ features: 4, mask: 'odd', conditioner: net({ activation }) }),
  })),
  ...(['relu', 'sigmoid', 'elu', 'leakyRelu'] as const).map((activation) => ({
    name: `affineCoupling on a residual net, ${activation}`,
    make: () =>
      affineCoupling({
        features: 3,
        mask: 'even',
        conditioner: (sizes) => residualMlp({ ...sizes, hidden: 5, activation, rng: createRng(9) }),
      }),
  })),
  {
    name: 'additiveCoupling',
    make: () => additiveCoupling({ features: 5, mask: 'odd', conditioner: net() }),
  },
  {
    name: 'additiveCoupling with context',
    make: () => additiveCoupling({ features: 3, mask: 'even', conditioner: net({ context: 2 }) }),
  },
  {
    name: 'affineCoupling on pictures, glowNet',
    make: () => affineCoupling({ shape: [2, 3, 4], mask: 'firstHalf', conditioner: pictureNet() }),
  },
  {
    name: 'affineCoupling on pictures, glowNet with edges and context',
    make: () =>
      affineCoupling({
        shape: [2, 2, 3],
        mask: 'odd',
        logScale: 'inverseSigmoid',
        order: 'shiftFirst',
        conditioner: pictureNet({ edgeBias: true, context: 2 }),
      }),
  },
  {
    name: 'affineCoupling on pictures, zeroConv, exp',
    make: () =>
      affineCoupling({
        shape: [3, 2, 3],
        mask: [true, false, true],
        logScale: 'exp',
        conditioner: zeroConv,
      }),
  },
  {
    name: 'affineCoupling on pictures, zeroConv with context',
    make: () =>
      affineCoupling({
        shape: [2, 2, 3],
        mask: 'odd',
        logScale: 'exp',
        conditioner: (sizes) => zeroConv({ ...sizes, context: 2 }),
      }),
  },
  {
    name: 'additiveCoupling on pictures, glowNet',
    make: () => additiveCoupling({ shape: [2, 2, 2], mask: 'even', conditioner: pictureNet() }),
  },
  {
    name: 'affineCoupling, checkerboard, residualConvNet',
    make: () =>
      moved(
        affineCoupling({
          shape: [2, 2, 2],
          mask: 'evenPixels',
          logScale: 'exp',
          conditioner: convNet({ masked: true, tanhGain: 0.5, blocks: 1 }),
        }),
      ),
  },
  {
    name: 'affineCoupling on channels, residualConvNet, shift first',
    make: () =>
      moved(
        affineCoupling({
          shape: [1, 2, 3],
          mask: 'secondHalf',
          logScale: 'exp',
          order: 'shiftFirst',
          conditioner: convNet({ tanhGain: 1 }),
        }),
      ),
  },
  {
    name: 'affineCoupling, checkerboard, residualConvNet with context',
    make: () =>
      moved(
        affineCoupling({
          shape: [2, 2, 1],
          mask: 'oddPixels',
          logScale: 'exp',
          conditioner: convNet({ masked: true, tanhGain: 0.5, blocks: 1, context: 2 }),
        }),
      ),
  },
  {
    name: 'additiveCoupling on channels, residualConvNet without batch normalisation',
    make: () =>
      moved(
        additiveCoupling({
          shape: [2, 1, 2],
          mask: 'firstHalf',
          conditioner: convNet({ blocks: 1, batchNorm: false }),
        }),
      ),
  },
  {
    name: 'affineCoupling, checkerboard, glowNet with context',
    make: () =>
      affineCoupling({ shape: [2, 3, 2], mask: 'oddPixels', conditioner: pictureNet({ context: 2 }) }),
  },
  {
    name: 'additiveCoupling, checkerboard, zeroConv',
    make: () => additiveCoupling({ shape: [2, 3, 1], mask: 'oddPixels', conditioner: zeroConv }),
  },
  { name: 'actNorm', make: () => actNorm({ features: 4 }) },
  { name: 'actNorm on pictures', make: () => actNorm({ shape: [2, 3, 2] }) },
  { name: 'elementwiseAffine', make: () => elementwiseAffine({ features: 4 }) },
  { name: 'invertibleLinear, plu', make: () => invertibleLinear({ features: 5, rng: createRng(1) }) },
  {
    name: 'invertibleLinear, dense',
    make: () => invertibleLinear({ features: 4, parametrisation: 'dense', rng: createRng(2) }),
  },
  {
    name: 'invertibleLinear on pictures, plu',
    make: () => invertibleLinear({ shape: [2, 1, 4], rng: createRng(1) }),
  },
  {
    name: 'invertibleLinear on pictures, dense',
    make: () => invertibleLinear({ shape: [2, 2, 3], parametrisation: 'dense', rng: createRng(2) }),
  },
  { name: 'permutation', make: () => permutation([2, 0, 3, 1]) },
  { name: 'reversePermutation', make: () => reversePermutation(3) },
  { name: 'randomPermutation', make: () => randomPermutation(7, createRng(4)) },
  { name: 'permutation on pictures', make: () => permutation([2, 0, 1], { shape: [2, 2, 3] }) },
  { name: 'squeeze', make: () => squeeze({ shape: [4, 2, 2] }) },
  {
    name: 'squeeze, spaceToDepth',
    make: () => squeeze({ shape: [2, 4, 3], order: 'spaceToDepth' }),
  },
  {
    name: 'squeeze, checkerboard',
    make: () => squeeze({ shape: [2, 4, 3], order: 'checkerboard' }),
  },
  { name: 'standardise', make: () => standardise({ mean: [10, -3, 0.5], std: [4, 0.2, 1] }) },
  { name: 'logit', make: () => logit({ shape: [3] }), data: inside(0.02, 0.98) },
  {
    name: 'logit without margin',
    make: () => logit({ shape: [2, 2, 1], alpha: 0 }),
    data: inside(0.02, 0.98),
  },
  {
    name: 'logit, margin at 0 alone',
    make: () => logit({ shape: [3], alpha: 0.05, margin: 'low' }),
    data: inside(0.02, 0.98),
  },
  {
    name: 'uniformDequantise',
    make: () => uniformDequantise({ shape: [4], levels: 17 }),
    latent: inside(0, 1),
  },
  {
    name: 'uniformDequantise around 0',
    make: () => uniformDequantise({ shape: [2, 2, 1], levels: 4, center: 0.5 }),
    latent: inside(-0.5, 0.5),
  },
  {
    name: 'variationalDequantise, without noise',
    make: () =>
      variationalDequantise({
        shape: [2, 2, 1],
        levels: 4,
        center: 0.5,
        noise: dequantisationFlow({ shape: [2, 2, 1], couplings: 2, hidden: 2, rng: createRng(2) }),
      }),
    latent: inside(-0.5, 0.5),
  },
  {
    name: 'the noise of variationalDequantise',
    make: () => dequantisationFlow({ shape: [2, 3, 1], couplings: 2, hidden: 3, rng: createRng(2) }),
    latent: inside(0.05, 0.95),
    data: inside(0.05, 0.95),
  },
  { name: 'sigmoid', make: () => sigmoid({ shape: [3] }), data: inside(0.02, 0.98) },
  { name: 'tanh', make: () => tanh({ shape: [3] }), data: inside(-0.95, 0.95) },
  { name: 'softplus', make: () => softplus({ shape: [2, 2] }), data: inside(0.05, 6) },
  { name: 'exp', make: () => exp({ shape: [3] }), data: inside(0.05, 6) },
  { name: 'power, lengthening', make: () => power({ shape: [3], exponent: 2.5 }) },
  { name: 'power, shortening', make: () => power({ shape: [3], exponent: 0.4 }) },
  { name: 'leakyRelu', make: () => leakyRelu({ shape: [4], slope: 0.3 }) },
  { name: 'batchNorm', make: () => moved(batchNorm({ features: 4 })) },
  { name: 'batchNorm on pictures', make: () => moved(batchNorm({ shape: [2, 3, 2] })) },
  {
    name: 'batchNorm, half of the channels',
    make: () => moved(batchNorm({ shape: [2, 2, 4], affine: false, mask: 'firstHalf' })),
  },
  {
    name: 'batchNorm, checkerboard',
    make: () => moved(batchNorm({ shape: [3, 3, 2], mask: 'evenPixels' })),
  },
  {
    name: 'affineCoupling on a residual net, layer norm, silu',
    make: () =>
      affineCoupling({
        features: 4,
        mask: 'even',
        conditioner: (sizes) =>
          residualMlp({
            ...sizes,
            hidden: 6,
            blocks: 2,
            layerNorm: true,
            activation: 'silu',
            rng: createRng(6),
          }),
      }),
  },
  {
    name: 'affineCoupling on a residual net, FiLM',
    make: () =>
      affineCoupling({
        features: 3,
        mask: 'odd',
        conditioner: (sizes) =>
          residualMlp({
            ...sizes,
            hidden: 5,
            blocks: 1,
            context: 2,
            contextMode: 'film',
            activation: 'tanh',
            rng: createRng(7),
          }),
      }),
  },
  {
    name: 'additiveCoupling on a residual net, context beside',
    make: () =>
      additiveCoupling({
        features: 3,
        mask: 'even',
        conditioner: (sizes) =>
          residualMlp({ ...sizes, hidden: 5, context: 2, activation: 'softplus', rng: createRng(8) }),
      }),
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
  { name: 'contextAffine', make: () => contextAffine({ features: 3, context: 2 }) },
  {
    name: 'multiScale, learned split and top',
    make: () => multiScale({ levels: [actNorm({ shape: [2, 1, 2] }), finest()] }),
  },
  {
    name: 'multiScale, three levels, plain',
    make: () =>
      multiScale({
        levels: [
          actNorm({ shape: [1, 1, 1] }),
          chain([actNorm({ shape: [1, 1, 4] }), squeeze({ shape: [2, 2, 1] })]),
          chain([squeeze({ shape: [4, 4, 1] }), actNorm({ shape: [4, 4, 1] })]),
        ],
        split: 'plain',
        top: 'plain',
      }),
  },
  {
    name: 'multiScale, classes, split and coupling with their context',
    make: () =>
      multiScale({
        levels: [actNorm({ shape: [2, 1, 2] }), finest(3)],
        split: pictureNet({ context: 3, hidden: 2 }),
        top: 'classes',
        classes: 3,
      }),
  },
  {
    name: 'multiScale inside a chain, one level',
    make: () =>
      chain([
        multiScale({ levels: [actNorm({ shape: [2, 1, 2] })] }),
        permutation([1, 0], { shape: [2, 1, 2] }),
      ]),
  },
  {
    name: 'chain of one layer twice',
    make: () => {
      const shared = affineCoupling({ features: 4, mask: 'even', conditioner: net() });
      return chain([shared, reversePermutation(4), shared]);
    },
  },
];
