import { checkerboard } from './checkerboard.ts';
import { eightGaussians } from './eight-gaussians.ts';
import { pinwheel } from './pinwheel.ts';
import { rings } from './rings.ts';
import { sCurve } from './s-curve.ts';
import { spirals } from './spirals.ts';
import { twoMoons } from './two-moons.ts';

/**
 * Every toy density by name, for menus and command lines. Each one's `logProb` is exact.
 *
 * @example
 * ```ts
 * console.log(Object.keys(toyDensities).length, toyDensities.rings().name); // 7 rings
 * ```
 */
export const toyDensities = {
  'two-moons': twoMoons,
  rings,
  spirals,
  checkerboard,
  'eight-gaussians': eightGaussians,
  pinwheel,
  's-curve': sCurve,
} as const;
