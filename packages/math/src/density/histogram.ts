import { FlowError } from '@flow/backend';

/** Probability in bins: bin i lies between `edges[i]` and `edges[i + 1]`. */
export type Histogram = {
  /** Rising, one more than there are bins. */
  readonly edges: Float64Array;
  /** The probability in each bin. */
  readonly masses: Float64Array;
  /** mass / width, the height of each bar, to be compared with a density. */
  readonly densities: Float64Array;
};

/**
 * Counts samples into bins, as fractions of all samples: what lies outside the edges is missing from the sum.
 *
 * @param samples any number of values
 * @param edges rising; a sample on an inner edge counts to the right, on the last edge to the left
 * @throws invalid-argument
 * @example
 * ```ts
 * const { masses, densities } = histogram([0.1, 0.4, 0.6, 3], [0, 0.5, 1]);
 * Array.from(masses); // [0.5, 0.25]
 * Array.from(densities); // [1, 0.5]
 * ```
 */
export function histogram(samples: ArrayLike<number>, edges: ArrayLike<number>): Histogram {
  const borders = Float64Array.from(edges);
  checkEdges(borders);
  const counts = new Float64Array(borders.length - 1);
  for (let i = 0; i < samples.length; i++) {
    const bin = binOf(borders, samples[i] as number);
    if (bin !== undefined) counts[bin] = (counts[bin] as number) + 1;
  }
  return withDensities(
    borders,
    counts.map((count) => count / Math.max(1, samples.length)),
  );
}

/**
 * Carries a histogram of z through x = f(z): each bin keeps its probability while its edges move, so bars
 * grow where f squeezes and sink where it stretches. That is the change of variables without calculus.
 *
 * @param source a histogram of z
 * @param f strictly monotone between the first edge and the last
 * @returns a histogram of x with as many bins (in reverse order where f falls)
 * @throws invalid-argument where f is not monotone on the edges
 * @see Billingsley, "Probability and Measure" (3rd ed. 1995), section 13 (image measures)
 * @example
 * ```ts
 * const uniform = histogram([0.25, 0.75], [0, 0.5, 1]);
 * const squared = pushforwardHistogram(uniform, (z) => z * z);
 * Array.from(squared.edges); // [0, 0.25, 1]
 * Array.from(squared.densities); // [2, 0.666666666667]
 * ```
 */
export function pushforwardHistogram(source: Histogram, f: (z: number) => number): Histogram {
  const edges = source.edges.map(f);
  const falls = (edges[0] as number) > (edges[1] as number);
  const rising = falls ? edges.reverse() : edges;
  checkEdges(rising);
  return withDensities(rising, falls ? source.masses.toReversed() : source.masses.slice());
}

function withDensities(edges: Float64Array, masses: Float64Array): Histogram {
  const densities = masses.map((mass, i) => mass / ((edges[i + 1] as number) - (edges[i] as number)));
  return { edges, masses, densities };
}

function binOf(edges: Float64Array, value: number): number | undefined {
  let [low, high] = [0, edges.length - 1];
  if (!(value >= (edges[low] as number) && value <= (edges[high] as number))) return undefined;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (value >= (edges[middle] as number)) low = middle;
    else high = middle;
  }
  return low;
}

function checkEdges(edges: Float64Array): void {
  const bad = edges.findIndex((edge, i) => !Number.isFinite(edge) || edge <= (edges[i - 1] ?? -Infinity));
  if (bad === -1 && edges.length >= 2) return;
  throw new FlowError('invalid-argument', {
    argument: bad === -1 ? 'edges' : `edges[${bad}]`,
    message: 'The edges of a histogram rise, and a function that carries them is strictly monotone.',
    expected: bad > 0 ? `a finite number above ${edges[bad - 1]}` : 'two or more finite numbers',
    received: bad === -1 ? `${edges.length}` : String(edges[bad]),
  });
}
