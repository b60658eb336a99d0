import { FlowError } from '@flow/backend';

/**
 * How far rows are from the typical set of a model, each by itself:
 *
 *   t(x) = |−log p(x) − Ĥ|,  Ĥ = −mean log p of reference rows,
 *
 * in nats. Data of many dimensions are not where their density is largest but where −log p is close to its mean, the
 * entropy: a row that is far likelier than all data is as much an outlier as one that is far less likely. A single row
 * has no more than this; of a batch from one source, t of the mean of its log-probabilities tells more.
 *
 * Source: Nalisnick et al. 2019 (arXiv 1906.02994), section 3, eq. 4.
 *
 * @param logProbs log p of the rows to judge, nats, as `flow.logProb` gives them
 * @param reference log p of rows like those that the model was trained on, held out where that is possible
 * @returns for each row a number of nats, 0 or more; the larger, the less typical
 * @throws invalid-data where there is no reference, or a number is not finite
 * @example
 * ```ts
 * typicality([-10, -4, -19], [-9, -11]); // [0, 6, 9]
 * ```
 */
export function typicality(logProbs: ArrayLike<number>, reference: ArrayLike<number>): Float64Array {
  const entropy = -meanOf('reference', reference);
  checkFinite('logProbs', logProbs);
  return Float64Array.from(logProbs, (logProb) => Math.abs(-logProb - entropy));
}

function meanOf(argument: string, values: ArrayLike<number>): number {
  checkFinite(argument, values);
  if (values.length > 0) return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  throw new FlowError('invalid-data', { argument, message: 'A mean needs a number or more.' });
}

/** @throws invalid-data */
function checkFinite(argument: string, values: ArrayLike<number>): void {
  const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  throw new FlowError('invalid-data', {
    argument: `${argument}[${bad}]`,
    message: 'A log-probability that is not finite says nothing of how typical a row is.',
    received: String(values[bad]),
  });
}
