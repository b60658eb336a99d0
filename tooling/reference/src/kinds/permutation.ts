import { at } from '../at.ts';
import { withTerms } from '../bijection.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { BijectorKind } from '../part.ts';
import { orderIn } from './order.ts';
import { positionsIn } from './positions.ts';

/** xᵢ = z_{order[i]} at each position; |det J| = 1. */
export const permutation: BijectorKind = (config) => {
  const listed = orderIn(config);
  const { features, positions } =
    'shape' in config ? positionsIn(config) : { features: listed.length, positions: 1 };
  if (features !== listed.length) {
    throw new InterpreterError(`permutation: an order of ${listed.length} for ${features} features.`);
  }
  const order = Array.from({ length: positions }, (_, p) => listed.map((from) => p * features + from)).flat();
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
