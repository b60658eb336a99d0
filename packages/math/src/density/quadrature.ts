import { FlowError } from '@flow/backend';
import type { Matrix } from '../matrix/matrix.ts';
import { type Axis, finiteAxis } from './axis.ts';
import { productRule, type RulePoint } from './gauss-kronrod.ts';
import type { Interval } from './monotone-inverse.ts';

export type QuadratureOptions = {
  /** The error to reach, absolute for integrals below 1, relative above; default 10⁻⁹. */
  readonly tolerance?: number;
  /** Where to stop without reaching it; default 1,000,000 points. */
  readonly maxEvaluations?: number;
};

/** An integral and how far it can be trusted. */
export type QuadratureResult = {
  /** The integral. */
  readonly value: number;
  /** Estimated, and pessimistic: what the 7-point Gauss rule differs by. */
  readonly error: number;
  readonly evaluations: number;
  /** Whether the tolerance was reached. */
  readonly converged: boolean;
};

/** A function of many points at once, [count, axes] -> count values. */
export type PointFunction = (points: Matrix) => ArrayLike<number>;

/** A box of the finite axes, with what the rules say about it. */
type Region = {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly value: number;
  /** For each axis, what changes when the Gauss rule takes Kronrod's place on it. */
  readonly errors: readonly number[];
};
type Corners = Pick<Region, 'lower' | 'upper'>;

/** First pieces on each axis: a peak narrower than their nodes are apart can be missed. */
const PIECES = 4;
/** Boxes split in one round, which are evaluated together. */
const LARGEST_ROUND = 256;

/**
 * Integrates over a box by adaptive Gauss-Kronrod quadrature (7 and 15 points on each axis): in each round the
 * boxes with the largest errors are halved along their worst axis, and all their points are evaluated at once.
 */
export function integrateBox(
  f: PointFunction,
  intervals: readonly Interval[],
  { tolerance = 1e-9, maxEvaluations = 1_000_000 }: QuadratureOptions,
): QuadratureResult {
  const axes = intervals.map(finiteAxis);
  const rule = productRule(axes.length);
  let regions = evaluate(f, axes, rule, firstPieces(axes));
  let evaluations = regions.length * rule.length;
  for (;;) {
    const value = total(regions.map((region) => region.value));
    const error = total(regions.map(errorOf));
    const allowed = tolerance * Math.max(1, Math.abs(value));
    const affordable = Math.floor((maxEvaluations - evaluations) / (2 * rule.length));
    if (error <= allowed || affordable < 1) return { value, error, evaluations, converged: error <= allowed };
    regions.sort((one, other) => errorOf(other) - errorOf(one));
    const count = Math.min(worstCount(regions, allowed), affordable, LARGEST_ROUND);
    const halves = evaluate(f, axes, rule, regions.slice(0, count).flatMap(halve));
    evaluations += halves.length * rule.length;
    regions = [...regions.slice(count), ...halves];
  }
}

/** How many of the regions (worst first) must improve so that the others together use half of what is allowed. */
function worstCount(regions: readonly Region[], allowed: number): number {
  let rest = 0;
  let keep = 0;
  for (const region of regions.toReversed()) {
    rest += errorOf(region);
    if (rest > allowed / 2) break;
    keep++;
  }
  return Math.max(1, regions.length - keep);
}

function firstPieces(axes: readonly Axis[]): Corners[] {
  let boxes: Corners[] = [{ lower: [], upper: [] }];
  for (const { from, to } of axes) {
    const at = (i: number) => from + ((to - from) * i) / PIECES;
    boxes = boxes.flatMap(({ lower, upper }) =>
      Array.from({ length: PIECES }, (_, i) => ({ lower: [...lower, at(i)], upper: [...upper, at(i + 1)] })),
    );
  }
  return boxes;
}

function halve({ lower, upper, errors }: Region): Corners[] {
  const axis = errors.indexOf(Math.max(...errors));
  const middle = ((lower[axis] as number) + (upper[axis] as number)) / 2;
  return [
    { lower, upper: upper.with(axis, middle) },
    { lower: lower.with(axis, middle), upper },
  ];
}

function evaluate(
  f: PointFunction,
  axes: readonly Axis[],
  rule: readonly RulePoint[],
  boxes: readonly Corners[],
): Region[] {
  const rows = boxes.length * rule.length;
  const points: Matrix = { rows, columns: axes.length, data: new Float64Array(rows * axes.length) };
  const stretches = new Float64Array(rows);
  const placed = boxes.flatMap((box) => rule.map(({ at }) => ({ box, at })));
  for (const [row, { box, at }] of placed.entries()) stretches[row] = placePoint(axes, box, at, points, row);
  const values = f(points);
  checkValues(values, points);
  const shares = stretches.map((stretch, row) => stretch * (values[row] as number));
  return boxes.map((box, i) => applyRule(box, rule, shares.subarray(i * rule.length, (i + 1) * rule.length)));
}

/** Writes a rule's point, moved into the box, as a row; returns the volume that it stands for. */
function placePoint(
  axes: readonly Axis[],
  { lower, upper }: Corners,
  at: readonly number[],
  points: Matrix,
  row: number,
): number {
  let volume = 1;
  for (const [axis, { place, stretch }] of axes.entries()) {
    const [from, to] = [lower[axis] as number, upper[axis] as number];
    const t = (from + to) / 2 + ((to - from) / 2) * (at[axis] as number);
    points.data[row * axes.length + axis] = place(t);
    volume *= (stretch(t) * (to - from)) / 2;
  }
  return volume;
}

function applyRule({ lower, upper }: Corners, rule: readonly RulePoint[], shares: Float64Array): Region {
  let value = 0;
  const others = lower.map(() => 0);
  for (const [i, { weight, mixed }] of rule.entries()) {
    const share = shares[i] as number;
    value += share * weight;
    for (let axis = 0; axis < mixed.length; axis++) {
      others[axis] = (others[axis] as number) + share * (mixed[axis] as number);
    }
  }
  return { lower, upper, value, errors: others.map((other) => Math.abs(other - value)) };
}

function errorOf(region: Region): number {
  return total(region.errors);
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function checkValues(values: ArrayLike<number>, points: Matrix): void {
  if (values.length !== points.rows) {
    throw new FlowError('shape-mismatch', {
      argument: 'f',
      message: 'The integrand gives one value for each point.',
      expected: `${points.rows} values`,
      received: String(values.length),
    });
  }
  for (let i = 0; i < points.rows; i++) {
    if (Number.isFinite(values[i])) continue;
    const at = points.data.subarray(i * points.columns, (i + 1) * points.columns);
    throw new FlowError('not-finite', {
      argument: `f(${Array.from(at).join(', ')})`,
      message: 'The integrand is not finite here.',
      received: String(values[i]),
    });
  }
}
