import { FlowError } from '@flow/backend';
import { sizeOf } from '@flow/layers';
import type { Flow } from './flow.ts';
import { checkLabels } from './labels.ts';
import { flattenRows, type Rows } from './rows.ts';

export type ClassOptions = {
  /** How frequent each class is, to be divided by their sum; default all the same. */
  readonly prior?: ArrayLike<number>;
  /** Integer data only: adds dequantisation noise, drawn by (seed, row), the same for each class. */
  readonly seed?: number;
};

/**
 * log p(x | y) of each row under each class of a flow that is conditioned on classes by a one-hot context.
 *
 * @param x [rows, features]
 * @param options by name
 * @param options.seed of the noise of dequantisation
 * @returns for each row, one number a class, in nats
 * @throws invalid-argument where the flow knows no classes; shape-mismatch, invalid-data, not-finite
 * @example
 * ```ts
 * const flow = glow({ shape: [4, 4, 1], levels: 1, steps: 1, hidden: 4, bits: 3, classes: 2 });
 * const [ofFirst] = classLogProbs(flow, [new Float32Array(16)]);
 * ofFirst?.length; // 2
 * ```
 */
export function classLogProbs(
  flow: Flow,
  x: Rows,
  { seed }: Pick<ClassOptions, 'seed'> = {},
): Float32Array[] {
  const classes = classesOf(flow);
  const flat = flattenRows('x', x, flow.features);
  const rows = flat.length / flow.features;
  const each = Array.from({ length: classes }, (_, label) =>
    flow.logProb(flat, { labels: label, ...(seed !== undefined && { seed }) }),
  );
  return Array.from({ length: rows }, (_, row) => Float32Array.from(each, (column) => column[row] as number));
}

/**
 * p(y | x) by Bayes over the classes of a flow that is conditioned on them:
 *
 *   p(y | x) = p(x | y) π(y) / Σ_c p(x | c) π(c).
 *
 * Each class costs one pass of all rows. Densities of pictures differ by many nats, so that most probabilities are
 * close to 0 and 1 whether or not the class is right: they order classes and are not calibrated.
 *
 * @param x [rows, features]
 * @returns for each row, the probability of each class; a row sums to 1
 * @throws invalid-argument where the flow knows no classes or the prior does not fit; invalid-data where no class can
 * have made a row; shape-mismatch, not-finite
 * @example
 * ```ts
 * const flow = glow({ shape: [4, 4, 1], levels: 1, steps: 1, hidden: 4, bits: 3, classes: 2 });
 * const [ofFirst] = classProbabilities(flow, [new Float32Array(16)], { prior: [3, 1] });
 * ofFirst; // [0.75, 0.25]
 * ```
 */
export function classProbabilities(flow: Flow, x: Rows, options: ClassOptions = {}): Float32Array[] {
  const logPrior = logPriorOf(options.prior, classesOf(flow));
  return classLogProbs(flow, x, options).map((logProbs, row) => {
    const joint = Array.from(logProbs, (logProb, label) => logProb + (logPrior[label] as number));
    const largest = joint.reduce((most, value) => Math.max(most, value));
    if (largest === -Infinity) throw impossible(row);
    const shares = joint.map((value) => Math.exp(value - largest));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return Float32Array.from(shares, (share) => share / total);
  });
}

/** How often a flow names the right class. */
export type ClassAccuracy = {
  /** Share of the rows whose most probable class is that of their label. */
  readonly accuracy: number;
  /** √(a(1 − a) / rows). */
  readonly standardError: number;
  readonly rows: number;
};

/**
 * How often the class of largest p(y | x) is the right one.
 *
 * @param labels the class of each row
 * @throws shape-mismatch, invalid-argument where a label is not that of a class, invalid-data where there are no rows, and
 * what `classProbabilities` throws
 * @example
 * ```ts
 * const flow = glow({ shape: [4, 4, 1], levels: 1, steps: 1, hidden: 4, bits: 3, classes: 2 });
 * classAccuracy(flow, [new Float32Array(16)], [0]).rows; // 1
 * ```
 */
export function classAccuracy(
  flow: Flow,
  x: Rows,
  labels: ArrayLike<number>,
  options: ClassOptions = {},
): ClassAccuracy {
  const classes = classesOf(flow);
  const flat = flattenRows('x', x, flow.features);
  checkLabelled(flat.length / flow.features, labels);
  checkLabels(labels, classes);
  const found = classProbabilities(flow, flat, options);
  const right = found.filter((probabilities, row) => mostProbable(probabilities) === labels[row]).length;
  const accuracy = right / found.length;
  return {
    accuracy,
    standardError: Math.sqrt((accuracy * (1 - accuracy)) / found.length),
    rows: found.length,
  };
}

/** @throws invalid-data, shape-mismatch */
function checkLabelled(rows: number, labels: ArrayLike<number>): void {
  if (rows === 0) {
    throw new FlowError('invalid-data', {
      argument: 'x',
      message: 'There are no rows to name the class of.',
      expected: '1 row or more',
      received: '0 rows',
    });
  }
  if (rows === labels.length) return;
  throw new FlowError('shape-mismatch', {
    argument: 'labels',
    message: 'Each row has one label.',
    expected: `${rows} labels`,
    received: `${labels.length}`,
  });
}

/** The index of the largest, the first of several. */
function mostProbable(probabilities: Float32Array): number {
  return probabilities.indexOf(probabilities.reduce((most, value) => Math.max(most, value)));
}

/** @throws invalid-argument */
function classesOf({ contextShape }: Flow): number {
  const classes = contextShape?.length === 1 ? sizeOf(contextShape) : 0;
  if (classes >= 2) return classes;
  throw new FlowError('invalid-argument', {
    argument: 'flow',
    message: 'This flow knows no classes: make it with { classes }, or with a one-hot context.',
    expected: 'a context [classes]',
    received: contextShape ? `a context [${contextShape}]` : 'no context',
  });
}

/** @throws invalid-argument */
function logPriorOf(prior: ArrayLike<number> | undefined, classes: number): number[] {
  const weights = prior === undefined ? new Array<number>(classes).fill(1) : Array.from(prior);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (weights.length === classes && weights.every((weight) => weight >= 0) && total > 0 && total < Infinity) {
    return weights.map((weight) => Math.log(weight / total));
  }
  throw new FlowError('invalid-argument', {
    argument: 'prior',
    message: 'The prior says how frequent each class is.',
    expected: `${classes} numbers, 0 or more, with a sum above 0`,
    received: JSON.stringify(weights),
  });
}

function impossible(row: number): FlowError {
  return new FlowError('invalid-data', {
    argument: `x[${row}]`,
    message:
      'The density of this row is 0 under every class of a prior above 0, so that none is more probable.',
  });
}
