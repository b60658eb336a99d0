import type { Mutation } from '../mutation.ts';
import { lawsOf, testsIn } from './test-selections.ts';

const tests = testsIn('layers');
const edgesAndContext = lawsOf('affineCoupling on pictures, glowNet with edges and context');
const layerNorm = lawsOf('affineCoupling on a residual net, layer norm, silu');

/** The networks inside couplings. */
export const conditionerMutations: readonly Mutation[] = [
  {
    name: 'mlp: the last layer does not start at zero',
    file: 'packages/layers/src/mlp.ts',
    find: 'isLast ? undefined : rng',
    replace: 'rng',
    tests: tests('coupling.test.ts', 'starts as the identity'),
  },
  {
    name: 'mlp: an activation after the last layer',
    file: 'packages/layers/src/mlp.ts',
    find: 'denseNetwork.apply(input, layers, { activation }).value',
    replace: 'HIDDEN_ACTIVATIONS[activation].apply(denseNetwork.apply(input, layers, { activation }).value)',
    tests: lawsOf('affineCoupling, even'),
  },
  {
    name: 'mlp: the context before the input',
    file: 'packages/layers/src/mlp.ts',
    find: 'concat([input, call.context], 1)',
    replace: 'concat([call.context, input], 1)',
    tests: lawsOf('additiveCoupling with context'),
  },
  {
    name: 'mlp: the gradient of the context from the columns of the input',
    file: 'packages/layers/src/mlp.ts',
    find: 'dContext: slice(dx, [0, inputs], [-1, contextWidth])',
    replace: 'dContext: slice(dx, [0, 0], [-1, contextWidth])',
    tests: lawsOf('additiveCoupling with context'),
  },
  {
    name: 'residual mlp: without its shortcut',
    file: 'packages/layers/src/residual-mlp.ts',
    find: 'return add(h, apply(second, act(moved)));',
    replace: 'return apply(second, act(moved));',
    tests: layerNorm,
  },
  {
    name: 'residual mlp: FiLM scales by s, not by 1 + s',
    file: 'packages/layers/src/residual-mlp.ts',
    find: 'add(slice(film, [0, 0], [-1, width]), 1)',
    replace: 'slice(film, [0, 0], [-1, width])',
    tests: lawsOf('affineCoupling on a residual net, FiLM'),
  },
  {
    name: 'residual mlp: context dropped',
    file: 'packages/layers/src/residual-mlp.ts',
    find: 'film && given ? modulate(inner, apply(film, given), hidden) : inner',
    replace: 'inner',
    tests: lawsOf('affineCoupling on a residual net, FiLM'),
  },
  {
    name: 'residual mlp: layer norm without epsilon',
    file: 'packages/layers/src/residual-mlp.ts',
    find: 'sqrt(add(mean(square(centered), 1, true), LAYER_NORM_EPSILON))',
    replace: 'sqrt(mean(square(centered), 1, true))',
    tests: tests('residual-mlp.test.ts'),
  },
  {
    name: 'residual mlp: layer norm over the batch',
    file: 'packages/layers/src/residual-mlp.ts',
    find: 'mean(square(centered), 1, true)',
    replace: 'mean(square(centered), 0, true)',
    tests: layerNorm,
  },
  {
    name: 'glowNet: the last convolution does not start at zero',
    file: 'packages/layers/src/glow-net.ts',
    find: "kernel3: zero('conv3.kernel', 'weight', 3, 3, hidden, outputs)",
    replace: "kernel3: drawn('conv3.kernel', [3, 3, hidden, outputs])",
    tests: tests('glow-net.test.ts', 'is the identity'),
  },
  {
    name: 'glowNet: started by every batch',
    file: 'packages/layers/src/glow-net.ts',
    find: 'if (initialized) return;',
    replace: '',
    tests: tests('glow-net.test.ts', 'once'),
  },
  {
    name: 'glowNet: the second layer starts from the first without its relu',
    file: 'packages/layers/src/glow-net-start.ts',
    find: 'return relu(mul(add(sums, shift), exp(logScale)));',
    replace: 'return mul(add(sums, shift), exp(logScale));',
    tests: tests('glow-net.test.ts', 'before their relu'),
  },
  {
    name: 'glowNet: its start has the sign of actNorm',
    file: 'packages/layers/src/glow-net-start.ts',
    find: 'logScale.assign(neg(logSpread));',
    replace: 'logScale.assign(logSpread);',
    tests: tests('glow-net.test.ts', 'before their relu'),
  },
  {
    name: 'glowNet: the context before the channel of ones',
    file: 'packages/layers/src/extra-channels.ts',
    find: 'if (hasOnes) parts.push(ones([batch, height, width, 1]));',
    replace: 'if (hasOnes) parts.unshift(ones([batch, height, width, 1]));',
    tests: edgesAndContext,
  },
  {
    name: 'glowNet: the gradient of the context from the channel of ones on',
    file: 'packages/layers/src/extra-channels.ts',
    find: 'inputs + Number(hasOnes)], [-1',
    replace: 'inputs], [-1',
    tests: edgesAndContext,
  },
  {
    name: 'glowNet: shift and log-scale of a layer exchanged',
    file: 'packages/layers/src/glow-net.ts',
    find: `shift1: zero('norm1.shift', 'bias', hidden),
    logScale1: zero('norm1.logScale', 'scale', hidden),`,
    replace: `shift1: zero('norm1.logScale', 'scale', hidden),
    logScale1: zero('norm1.shift', 'bias', hidden),`,
    tests: lawsOf('affineCoupling on pictures, glowNet'),
  },
];
