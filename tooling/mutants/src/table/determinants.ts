import type { Mutation } from '../mutation.ts';
import { testsIn } from './test-selections.ts';

const tests = testsIn('math');
const leibniz = tests('determinant/leibniz.test.ts');
const parity = tests('determinant/parity.test.ts');
const slogdet = tests('matrix/slogdet.test.ts');

/** Matrices, permutations, determinants and Jacobians. */
export const determinantMutations: readonly Mutation[] = [
  {
    name: 'LU: a row swap does not turn the sign',
    file: 'packages/math/src/matrix/lu.ts',
    find: 'permutationSign = permutationSign === 1 ? -1 : 1;',
    replace: '',
    tests: slogdet,
  },
  {
    name: 'LU: no pivoting',
    file: 'packages/math/src/matrix/lu.ts',
    find: 'if (value > largest)',
    replace: 'if (largest < 0)',
    tests: tests('matrix/lu.test.ts'),
  },
  {
    name: 'LU: the permutation forgotten in a solution',
    file: 'packages/math/src/matrix/solve-lu.ts',
    find: 'x.set(b.subarray(from * columns, (from + 1) * columns), to * columns);',
    replace: 'x.set(b);',
    tests: tests('matrix/solve.test.ts'),
  },
  {
    name: 'inverse: its columns not moved by the permutation',
    file: 'packages/math/src/matrix/solve-lu.ts',
    find: 'moved[row + (to[i] as number)]',
    replace: 'moved[row + i]',
    tests: tests('matrix/solve.test.ts'),
  },
  {
    name: 'inverse: a nearly singular matrix passes',
    file: 'packages/math/src/matrix/condition.ts',
    find: 'largest = Math.max(largest, sum);',
    replace: '',
    tests: tests('matrix/solve.test.ts'),
  },
  {
    name: 'slogdet: a negative pivot does not turn the sign',
    file: 'packages/math/src/matrix/slogdet.ts',
    find: 'if (pivot < 0) sign = sign === 1 ? -1 : 1;',
    replace: '',
    tests: slogdet,
  },
  {
    name: 'determinant: without the sign of the row swaps',
    file: 'packages/math/src/matrix/slogdet.ts',
    find: 'let product: number = permutationSign;',
    replace: 'let product: number = 1;',
    tests: leibniz,
  },
  {
    name: 'parity: even and odd exchanged',
    file: 'packages/math/src/determinant/parity.ts',
    find: 'return inversions(permutation) % 2 === 0 ? 1 : -1;',
    replace: 'return inversions(permutation) % 2 === 0 ? -1 : 1;',
    tests: parity,
  },
  {
    name: 'parity: a transposition counts as even',
    file: 'packages/math/src/determinant/parity.ts',
    find: '(permutation.length - cycles(permutation).length) % 2',
    replace: '(permutation.length - cycles(permutation).length) % 4',
    tests: parity,
  },
  {
    name: 'Leibniz: all terms positive (the permanent)',
    file: 'packages/math/src/determinant/leibniz.ts',
    find: 'const sign = count % 2 === 0 ? 1 : -1;',
    replace: 'const sign = 1;',
    tests: leibniz,
  },
  {
    name: 'cofactors: the sign by column alone',
    file: 'packages/math/src/determinant/cofactor.ts',
    find: '(row + column) % 2 === 0',
    replace: 'column % 2 === 0',
    tests: leibniz,
  },
  {
    name: 'signed area: a sum in place of the difference',
    file: 'packages/math/src/determinant/volume.ts',
    find: 'u1 * v2 - u2 * v1',
    replace: 'u1 * v2 + u2 * v1',
    tests: tests('determinant/volume.test.ts'),
  },
  {
    name: 'Jacobian: transposed',
    file: 'packages/math/src/jacobian/jacobian.ts',
    find: 'return stack(rows, 1);',
    replace: 'return stack(rows, 2);',
    tests: tests('jacobian/jacobian.test.ts'),
  },
  {
    name: 'central differences: over one step in place of two',
    file: 'packages/math/src/jacobian/central-differences.ts',
    find: 'return div(difference, width);',
    replace: 'return div(difference, step);',
    tests: tests('jacobian/jacobian.test.ts'),
  },
  {
    name: 'coupling blocks: the cross block in place of the empty one',
    file: 'packages/math/src/jacobian/coupling-blocks.ts',
    find: 'zero: select(jacobian, kept, changed)',
    replace: 'zero: select(jacobian, changed, kept)',
    tests: tests('jacobian/coupling-blocks.test.ts'),
  },
];
