import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import type { BijectorKind } from '../part.ts';
import { orderIn } from './order.ts';

/** xᵢ = z_{order[i]}; |det J| = 1. */
export const permutation: BijectorKind = (config) => {
  const order = orderIn(config);
  return {
    size: order.length,
    forward: (z) =>
      withTerms(
        Float64Array.from(order, (from) => at(z, from)),
        [],
      ),
    inverse(x) {
      const z = new Float64Array(order.length);
      order.forEach((from, to) => {
        z[from] = at(x, to);
      });
      return withTerms(z, []);
    },
  };
};
