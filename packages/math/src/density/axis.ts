import { checkInterval, type Interval } from './monotone-inverse.ts';

/** An axis of integration as a finite one: x = place(t), dx = stretch(t) dt, t from `from` to `to`. */
export type Axis = {
  readonly from: number;
  readonly to: number;
  readonly place: (t: number) => number;
  readonly stretch: (t: number) => number;
};

/**
 * Maps an interval that may be infinite onto a finite one. Between −∞ and ∞, x = t/(1 − t²); from a finite end
 * on, x = end ± t/(1 − t).
 *
 * Source: Press et al., "Numerical Recipes" (3rd ed. 2007), section 4.4.
 */
export function finiteAxis(interval: Interval): Axis {
  checkInterval(interval);
  const { from, to } = interval;
  if (Number.isFinite(from) && Number.isFinite(to)) return { from, to, place: (t) => t, stretch: () => 1 };
  if (!Number.isFinite(from) && !Number.isFinite(to)) {
    return {
      from: -1,
      to: 1,
      place: (t) => t / ((1 - t) * (1 + t)),
      stretch: (t) => (1 + t * t) / ((1 - t) * (1 + t)) ** 2,
    };
  }
  const [end, sign] = Number.isFinite(from) ? [from, 1] : [to, -1];
  return { from: 0, to: 1, place: (t) => end + (sign * t) / (1 - t), stretch: (t) => (1 - t) ** -2 };
}
