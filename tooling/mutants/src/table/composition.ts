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
];
