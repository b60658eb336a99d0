import { expect, test } from 'vitest';
import { gaussLegendre } from './gauss-legendre.ts';

test.each([2, 5, 16, 31])(
  'a rule of %d nodes integrates x^k over [-1, 1] exactly up to k = 2n - 1',
  (order) => {
    const { nodes, weights } = gaussLegendre(order);
    for (let power = 0; power < 2 * order; power++) {
      const sum = nodes.reduce((total, node, i) => total + weights[i]! * node ** power, 0);
      expect(Math.abs(sum - (power % 2 === 0 ? 2 / (power + 1) : 0))).toBeLessThan(1e-14);
    }
  },
);

test('and not beyond', () => {
  const { nodes, weights } = gaussLegendre(3);
  const sum = nodes.reduce((total, node, i) => total + weights[i]! * node ** 6, 0);
  expect(Math.abs(sum - 2 / 7)).toBeGreaterThan(1e-3);
});
