import type { Mutation } from '../mutation.ts';
import { lawsOf, testsIn } from './test-selections.ts';

const tests = testsIn('layers');
const doNotCommute = lawsOf('chain of a pair that does not commute');
const shared = lawsOf('chain of one layer twice');

/** Chains, inversion and the pullbacks of both. */
export const compositionMutations: readonly Mutation[] = [
  {
    name: 'chain: the inverse in the order of the forward',
    file: 'packages/layers/src/chain.ts',
    find: 'const backwards = parts.toReversed();',
    replace: 'const backwards = parts;',
    tests: doNotCommute,
  },
  {
    name: 'chain: reversed in both directions',
    file: 'packages/layers/src/chain.ts',
    find: 'const parts = layers.map((layer, i) => ({ layer, segment: segments[i] as string }));',
    replace:
      'const parts = layers.map((layer, i) => ({ layer, segment: segments[i] as string })).toReversed();',
    tests: doNotCommute,
  },
  {
    name: 'chain: forgets the log-det of its first layer',
    file: 'packages/layers/src/chain.ts',
    find: 'return { value, logDet: addN(logDets) };',
    replace: 'return { value, logDet: addN(logDets.slice(1)) };',
    tests: tests('chain.test.ts', 'adds the log-dets'),
  },
  {
    name: 'chain: its pullback has the log-det of one layer',
    file: 'packages/layers/src/chain.ts',
    find: 'const logDet = addN(logDets);',
    replace: 'const logDet = addN(logDets.slice(0, 1));',
    tests: tests('pullback.test.ts', '^chain '),
  },
  {
    name: 'chain: gradients in the order of the values',
    file: 'packages/layers/src/chain.ts',
    find: 'pullbacks.toReversed()',
    replace: 'pullbacks',
    tests: shared,
  },
  {
    name: 'chain: only the last context gradient',
    file: 'packages/layers/src/chain.ts',
    find: 'dContext = sumOf(dContext, step.dContext);',
    replace: 'dContext = step.dContext;',
    tests: tests('chain-context.test.ts'),
  },
  {
    name: 'chain: context not handed on',
    file: 'packages/layers/src/chain.ts',
    find: 'forward: (z, call) => compose(parts, z, call,',
    replace: 'forward: (z, call) => compose(parts, z, {},',
    tests: lawsOf('chain of all, named, with context'),
  },
  {
    name: 'chain: row-independent as soon as one layer is',
    file: 'packages/layers/src/chain.ts',
    find: 'rowIndependent: layers.every((layer) => layer.rowIndependent)',
    replace: 'rowIndependent: layers.some((layer) => layer.rowIndependent)',
    tests: tests('chain-flags.test.ts'),
  },
  {
    name: 'shared variable: the last gradient in place of the sum',
    file: 'packages/layers/src/pullback.ts',
    find: 'into.set(variable, sumOf(into.get(variable), gradient))',
    replace: 'into.set(variable, gradient)',
    tests: shared,
  },
  {
    name: 'invert: pullbacks not exchanged',
    file: 'packages/layers/src/invert.ts',
    find: "inversePullback: (x, call) => within('inner', () => layer.forwardPullback(x, call))",
    replace: "inversePullback: (x, call) => within('inner', () => layer.inversePullback(x, call))",
    tests: lawsOf('invert of a coupling with context'),
  },
  {
    name: 'autodiff: the log-det has no gradient',
    file: 'packages/layers/src/autodiff-pullback.ts',
    find: 'add(sum(mul(value, dValue)), sum(mul(logDet, dLogDet)))',
    replace: 'sum(mul(value, dValue))',
    tests: tests('define-bijector.test.ts', 'gradients without any calculus'),
  },
  {
    name: 'autodiff: other noise on the way back',
    file: 'packages/layers/src/autodiff-pullback.ts',
    find: 'return () => ({ rng: restoreRng(state) });',
    replace: 'return () => ({ rng: restoreRng(state).fork(1) });',
    tests: tests('autodiff-pullback.test.ts'),
  },
  {
    name: 'multiScale: the split runs forward on the way to z',
    file: 'packages/layers/src/multi-scale.ts',
    find: 'runParts(toLatent, parts, x, (layer, value) => layer.inverse(value, call))',
    replace: 'runParts(toLatent, parts, x, (layer, value) => layer.forward(value, call))',
    tests: tests('multi-scale.test.ts', 'by hand'),
  },
  {
    name: 'multiScale: the first features leave, the last stay',
    file: 'packages/layers/src/multi-scale-pass.ts',
    find: 'return [\n    slice(value, start, [...value.shape.slice(0, -1), stay]),\n    slice(value, [...start.slice(1), stay], [...value.shape.slice(0, -1), count]),',
    replace:
      'return [\n    slice(value, [...start.slice(1), count], [...value.shape.slice(0, -1), stay]),\n    slice(value, start, [...value.shape.slice(0, -1), count]),',
    tests: tests('multi-scale.test.ts', 'on paper'),
  },
  {
    name: 'multiScale: the finest level first in the latent',
    file: 'packages/layers/src/multi-scale-pass.ts',
    find: 'slices.unshift(flat(own(leave), place));',
    replace: 'slices.push(flat(own(leave), place));',
    tests: lawsOf('multiScale, three levels, plain'),
  },
  {
    name: 'multiScale: the top in one direction only',
    file: 'packages/layers/src/multi-scale-pass.ts',
    find: 'top ? own(step(top, coarsest)) : coarsest, ...slices',
    replace: 'top && slices.length > 99 ? own(step(top, coarsest)) : coarsest, ...slices',
    tests: tests('multi-scale.test.ts', 'a learned top'),
  },
  {
    name: 'multiScale: the log-det of its last part only',
    file: 'packages/layers/src/multi-scale-pass.ts',
    find: 'return { value, logDet: addN(logDets) };',
    replace: 'return { value, logDet: addN(logDets.slice(-1)) };',
    tests: lawsOf('multiScale, learned split and top'),
  },
  {
    name: 'multiScale: gradients of a shared variable overwrite each other',
    file: 'packages/layers/src/multi-scale-pass.ts',
    find: 'accumulateGradients(gradients, step.gradients);',
    replace: 'step.gradients.forEach((gradient, variable) => void gradients.set(variable, gradient));',
    tests: tests('multi-scale.test.ts', 'share are summed'),
  },
  {
    name: 'multiScale: the context of one part only has a gradient',
    file: 'packages/layers/src/multi-scale-pass.ts',
    find: 'dContext = sumOf(dContext, step.dContext)',
    replace: 'dContext = step.dContext',
    tests: lawsOf('multiScale, classes, split and coupling with their context'),
  },
  {
    name: 'multiScale: levels start from data, splits do not',
    file: 'packages/layers/src/multi-scale.ts',
    find: 'layer.initialize(value, call)',
    replace: "layer.kind === 'affineCoupling' ? layer.inverse(value, call) : layer.initialize(value, call)",
    tests: tests('multi-scale.test.ts', 'starts all levels'),
  },
  {
    name: 'contextAffine: log-scales of another kind',
    file: 'packages/layers/src/context-affine.ts',
    find: "({ direction, scale: { kind: 'exp' } }) as const",
    replace: "({ direction, scale: { kind: 'sigmoid' } }) as const",
    tests: lawsOf('contextAffine'),
  },
  {
    name: 'contextAffine: the pullback of the inverse saves x for z',
    file: 'packages/layers/src/context-affine.ts',
    find: "keepShare(direction === 'forward' ? input : result.value)",
    replace: 'keepShare(input)',
    tests: lawsOf('contextAffine'),
  },
];
