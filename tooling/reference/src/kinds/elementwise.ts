import { type Mathematics, type Result, withTerms } from '../bijection.ts';
import type { Config } from '../config.ts';
import { sizeOfShapeIn } from './size-of-shape.ts';

/** Where one number goes, and log|derivative| there. */
export type Move = (value: number) => { readonly value: number; readonly logDerivative: number };

/** A map of each value by itself: the Jacobian is diagonal, log|det J| = Σ log|derivative|. */
export function elementwise(config: Config, forward: Move, inverse: Move): Mathematics {
  const run = (move: Move, row: Float64Array): Result => {
    const moved = Array.from(row, (value) => move(value));
    return withTerms(
      Float64Array.from(moved, ({ value }) => value),
      moved.map(({ logDerivative }) => logDerivative),
    );
  };
  return {
    size: sizeOfShapeIn(config),
    forward: (z) => run(forward, z),
    inverse: (x) => run(inverse, x),
  };
}
