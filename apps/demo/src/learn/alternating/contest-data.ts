import { eightGaussians, type ToyDensity, twoMoons } from '@flow/datasets';
import type { Rng } from '@flow/layers';
import { klOnGrid } from '@flow/math';

/** What the two flows are trained on. */
export const DATA = {
  'two-moons': twoMoons,
  'eight-gaussians': eightGaussians,
} as const satisfies Record<string, () => ToyDensity>;
export type DataName = keyof typeof DATA;

/** A density on a grid of its box, moved and scaled so that each coordinate has mean 0 and variance 1. */
export type ContestData = {
  readonly sample: (n: number, rng: Rng) => Float32Array;
  /** The exact density of the first coordinate. */
  readonly marginal: { readonly x: readonly number[]; readonly density: readonly number[] };
  readonly limits: Limits;
};

/** Lowest mean −log p, in nats, that can be reached, from the exact density. */
export type Limits = {
  /** H(q): by any model. */
  readonly any: number;
  /** By any pile of couplings that all pass the first coordinate. */
  readonly frozen: number;
};

const CELLS = 200;

/**
 * Reads the exact density at the centres of a grid's cells and takes from it everything that the page says about
 * the data.
 */
export function contestData(name: DataName): ContestData {
  const density = DATA[name]();
  const x = centres(density.box.x);
  const y = centres(density.box.y);
  const logQ = density.logProb(Float64Array.from(x.at.flatMap((a) => y.at.flatMap((b) => [a, b]))));
  const mass = Float64Array.from(logQ, (value) => Math.exp(value) * x.width * y.width);
  const columns = x.at.map((_, i) => mass.subarray(i * CELLS, (i + 1) * CELLS));
  const ofX = columns.map(sum);
  const ofY = y.at.map((_, j) => columns.reduce((total, column) => total + (column[j] as number), 0));
  const [first, second] = [moments(x.at, ofX), moments(y.at, ofY)];
  const toUnits = Math.log(first.deviation * second.deviation);
  const { entropy } = klOnGrid({ logQ, logP: logQ, cellVolume: x.width * y.width });
  const marginal = {
    x: x.at.map((value) => (value - first.mean) / first.deviation),
    density: ofX.map((value) => (value / x.width) * first.deviation),
  };
  return {
    sample: (n, rng) =>
      density.sample(n, rng).map((value, i) => {
        const { mean, deviation } = i % 2 === 0 ? first : second;
        return (value - mean) / deviation;
      }),
    marginal,
    limits: { any: entropy - toUnits, frozen: frozenLimit(marginal, ofX, y.at, columns, second.deviation) },
  };
}

/**
 * Couplings that all pass x₁ make x₁ standard normal and, whatever s and t, x₂ normal once x₁ is known, since scaled
 * and moved a normal stays one. The best of them has the right mean and variance of x₂ for each x₁:
 *
 *   E[−log N(x₁; 0, 1)] + E[½ log(2πe Var(x₂ | x₁))].
 */
function frozenLimit(
  { x, density }: ContestData['marginal'],
  mass: readonly number[],
  y: readonly number[],
  columns: readonly Float64Array[],
  deviation: number,
): number {
  const width = (x[1] as number) - (x[0] as number);
  const logNormal = x.map((value) => -0.5 * value * value - 0.5 * Math.log(2 * Math.PI));
  const { crossEntropy } = klOnGrid({ logQ: density.map(Math.log), logP: logNormal, cellVolume: width });
  return columns.reduce((total, column, i) => {
    const share = mass[i] as number;
    if (share < 1e-12) return total;
    const spread = moments(y, column).deviation / deviation;
    return total + share * (0.5 * Math.log(2 * Math.PI * Math.E) + Math.log(spread));
  }, crossEntropy);
}

function centres([low, high]: readonly [number, number]): {
  readonly at: readonly number[];
  readonly width: number;
} {
  const width = (high - low) / CELLS;
  return { at: Array.from({ length: CELLS }, (_, i) => low + (i + 0.5) * width), width };
}

function moments(at: readonly number[], weights: ArrayLike<number>) {
  const total = sum(weights);
  const mean = at.reduce((all, value, i) => all + value * (weights[i] as number), 0) / total;
  const variance =
    at.reduce((all, value, i) => all + (value - mean) ** 2 * (weights[i] as number), 0) / total;
  return { mean, deviation: Math.sqrt(variance) };
}

const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);
