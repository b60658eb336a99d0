import type { Mutation } from '../mutation.ts';
import { testsIn } from './test-selections.ts';

const tests = testsIn('backend');
const convolution = tests('kernels/convolution.test.ts');
const glowNetwork = tests('ops/glow-network.test.ts');
const parts = tests('kernels/parts.test.ts');
const wideProducts = tests('kernels/wide-products.test.ts');

/** What drives the kernels: convolutions, and the network inside Glow's couplings. */
export const kernelMutations: readonly Mutation[] = [
  {
    name: 'mean over threads: the first part is known by its weight',
    file: 'packages/backend/src/ops/flat-values.ts',
    find: 'const isFirst = place === 0;',
    replace: 'const isFirst = weights === weight || place < 0;',
    tests: tests('ops/flat-values.test.ts'),
  },
  {
    name: 'convolution: the turned filter keeps its padding',
    file: 'packages/backend/src/kernels/convolution-geometry.ts',
    find: 'top: g.filterHeight - 1 - g.top,',
    replace: 'top: g.top,',
    tests: convolution,
  },
  {
    name: 'convolution: patches of strided outputs',
    file: 'packages/backend/src/kernels/convolution.ts',
    find: 'const isDense = g.strideY === 1 && g.strideX === 1 && taps(g) > 1;',
    replace: 'const isDense = taps(g) > 1;',
    tests: convolution,
  },
  {
    name: 'convolution: dilated filters like any other',
    file: 'packages/backend/src/kernels/convolution.ts',
    find: '.some((dilation) => dilation !== 1)',
    replace: '.some((dilation) => dilation < 1)',
    tests: convolution,
  },
  {
    name: 'fused convolution: no relu where patches are of the outputs',
    file: 'packages/backend/src/kernels/convolution.ts',
    find: 'if (finish.flags & GEMM.relu) kernels.relu',
    replace: 'if (finish.flags & GEMM.mask) kernels.relu',
    tests: convolution,
  },
  {
    name: 'fused convolution: no bias where patches are of the outputs',
    file: 'packages/backend/src/kernels/convolution.ts',
    find: 'kernels.fillRows(finish.bias, out',
    replace: 'kernels.fillRows(0, out',
    tests: convolution,
  },
  {
    name: 'convolution: every block reads the first positions',
    file: 'packages/backend/src/kernels/convolution-products.ts',
    find: 'a: at.x + 4 * line * g.outWidth * k,',
    replace: 'a: at.x,',
    tests: convolution,
  },
  {
    name: 'filter gradient: of the last block only',
    file: 'packages/backend/src/kernels/convolution-products.ts',
    find: 'flags: GEMM.accumulate,',
    replace: 'flags: 0,',
    tests: convolution,
  },
  {
    name: 'Glow network: the last gain is exp(s)',
    file: 'packages/backend/src/ops/glow-network-sizes.ts',
    find: 'export const GAIN = 3;',
    replace: 'export const GAIN = 1;',
    tests: glowNetwork,
  },
  {
    name: 'Glow network: the shift is not scaled',
    file: 'packages/backend/src/ops/glow-network-forward.ts',
    find: 'kernels.scaleColumns(address(p.shift1), at.scale1, at.bias1, 1, first);',
    replace: 'kernels.fillRows(address(p.shift1), at.bias1, 1, first);',
    tests: glowNetwork,
  },
  {
    name: 'Glow network: the taps of the last kernel are not reversed',
    file: 'packages/backend/src/ops/glow-network-forward.ts',
    find: 'at.packed3 + (TAPS - 1 - t) * tap',
    replace: 'at.packed3 + t * tap',
    tests: glowNetwork,
  },
  {
    name: 'Glow network: gradients of the last block only',
    file: 'packages/backend/src/ops/glow-network-backward.ts',
    find: 'flags: line === 0 ? 0 : GEMM.accumulate',
    replace: 'flags: 0',
    tests: glowNetwork,
  },
  {
    name: 'Glow network: a closed relu lets gradients through',
    file: 'packages/backend/src/ops/glow-network-backward.ts',
    find: 'k: second, flags: GEMM.mask, mask: h1, scratch',
    replace: 'k: second, scratch',
    tests: glowNetwork,
  },
  {
    name: 'Glow network: the gradient passes the last gain unscaled',
    file: 'packages/backend/src/ops/glow-network-backward.ts',
    find: 'kernels.scaleColumns(address(dy), at.scale3, at.dy, dy.size / outputs, outputs);',
    replace: 'kernels.fillRows(address(dy), at.dy, 1, dy.size);',
    tests: glowNetwork,
  },
  {
    name: 'Glow network: the last log-scale does not see the bias',
    file: 'packages/backend/src/ops/glow-network-backward.ts',
    find: '    [parameters.bias3, to.bias3],\n',
    replace: '',
    tests: glowNetwork,
  },
  {
    name: 'Glow network of tfjs ops: a closed relu lets gradients through',
    file: 'packages/backend/src/ops/glow-network-composed.ts',
    find: 'mul(output.dx, step(h2))',
    replace: 'output.dx',
    tests: glowNetwork,
  },
  {
    name: 'scaled convolution: the log-scale without its gain',
    file: 'packages/backend/src/ops/scaled-convolution-composed.ts',
    find: 'mul(add(sum(mul(dKernel, kernel), [0, 1, 2]), mul(dShift, shift)), gain)',
    replace: 'add(sum(mul(dKernel, kernel), [0, 1, 2]), mul(dShift, shift))',
    tests: glowNetwork,
  },
  {
    name: 'gained convolution: exp(s)',
    file: 'packages/backend/src/ops/gained-conv.ts',
    find: 'const GAIN = 3;',
    replace: 'const GAIN = 1;',
    tests: tests('ops/gained-conv.test.ts'),
  },
  {
    name: 'wide products: flags of V8 stay as they were set',
    file: 'packages/backend/src/kernels/wide-products.ts',
    find: 'USUAL.forEach(',
    replace: 'WIDE.forEach(',
    tests: wideProducts,
  },
  {
    name: 'wide products: flags given by the environment do not count',
    file: 'packages/backend/src/kernels/wide-products.ts',
    find: "[...process.execArgv, process.env.NODE_OPTIONS ?? '']",
    replace: 'process.execArgv',
    tests: wideProducts,
  },
  {
    name: 'wide products: one right sum is enough to be trusted',
    file: 'packages/backend/src/kernels/product-check.ts',
    find: 'return floats(memory, AT.c, m * N).every(',
    replace: 'return floats(memory, AT.c, m * N).some(',
    tests: wideProducts,
  },
  {
    name: 'concat: parts lie at the same place',
    file: 'packages/backend/src/kernels/parts.ts',
    find: 'to += 4 * count;',
    replace: 'to += 0 * count;',
    tests: parts,
  },
  {
    name: 'slice: from the first number on',
    file: 'packages/backend/src/kernels/parts.ts',
    find: 'const [start, count] = [(starts[axis] ?? 0) * inner,',
    replace: 'const [start, count] = [0 * inner,',
    tests: parts,
  },
];
