import { FlowError } from '@flow/backend';

/** An open interval; the ends may be infinite. */
export type Interval = { readonly from: number; readonly to: number };

/**
 * Solves f(z) = x for a continuous, strictly monotone f, by bracketing and bisection to the last bit or two.
 *
 * @param f rising or falling on the interval
 * @param x the value to reach
 * @param interval where to look; default the whole line
 * @returns z, or undefined where f does not reach x there
 * @throws invalid-argument where the interval is empty
 * @see Press et al., "Numerical Recipes" (3rd ed. 2007), section 9.1
 * @example
 * ```ts
 * invertMonotone(Math.exp, 2); // 0.693147180560
 * invertMonotone((z) => z * z, 9, { from: -Infinity, to: 0 }); // -3
 * invertMonotone(Math.exp, -1); // undefined
 * ```
 */
export function invertMonotone(
  f: (z: number) => number,
  x: number,
  interval: Interval = { from: -Infinity, to: Infinity },
): number | undefined {
  checkInterval(interval);
  const side: Side = (z) => {
    const value = f(z);
    return Number.isNaN(value) ? undefined : value < x;
  };
  const bracket = findBracket(side, interval);
  return bracket === undefined ? undefined : bisect(side, bracket.from, bracket.to);
}

/** Whether f(z) lies below the value looked for; undefined where f is not defined. */
type Side = (z: number) => boolean | undefined;

/** @throws invalid-argument */
export function checkInterval({ from, to }: Interval): void {
  if (from < to) return;
  throw new FlowError('invalid-argument', {
    argument: 'interval',
    message: 'An interval runs from its lower end to its upper one.',
    expected: 'from < to',
    received: `${from}, ${to}`,
  });
}

/** Widens a bracket, doubling, until f lies on two sides at its ends, or until the interval is used up. */
function findBracket(side: Side, { from, to }: Interval): Interval | undefined {
  const centre = centreOf(from, to);
  for (let reach = 1; reach < 2 ** 1020; reach *= 2) {
    const bracket = {
      from: from === -Infinity ? centre - reach : towards(from, centre, reach),
      to: to === Infinity ? centre + reach : towards(to, centre, reach),
    };
    const [left, right] = [side(bracket.from), side(bracket.to)];
    if (left === undefined || right === undefined) return undefined;
    if (left !== right) return bracket;
  }
  return undefined;
}

function centreOf(from: number, to: number): number {
  if (Number.isFinite(from)) return Number.isFinite(to) ? from + (to - from) / 2 : from + 1;
  return Number.isFinite(to) ? to - 1 : 0;
}

/** A point near a finite end of an open interval, nearer as `reach` grows, that never passes it. */
function towards(end: number, centre: number, reach: number): number {
  return end + (centre - end) / (2 * reach);
}

function bisect(side: Side, from: number, to: number): number {
  const left = side(from);
  let [low, high] = [from, to];
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (side(middle) === left) low = middle;
    else high = middle;
  }
}
