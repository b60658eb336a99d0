import { FlowError } from '@flow/backend';

/** KL(q ‖ p) taken apart, in nats. */
export type KlParts = {
  /** H(q) = −E_q log q: what no model can change. */
  readonly entropy: number;
  /** −E_q log p, the negative log-likelihood: what training lowers. */
  readonly crossEntropy: number;
  /** KL(q ‖ p) = −H(q) − E_q log p = crossEntropy − entropy. */
  readonly kl: number;
};

export type KlPartsOptions = {
  /** log q at some points. */
  readonly logQ: ArrayLike<number>;
  /** log p at the same points. */
  readonly logP: ArrayLike<number>;
  /** The probability that q gives to each point; default 1/n, for points drawn from q. */
  readonly weights?: ArrayLike<number>;
};

/**
 * The identity behind maximum likelihood, KL(q ‖ p) = −H(q) − E_q log p, with its parts: q's entropy is fixed,
 * so the model p that makes the data likeliest is the one nearest to q.
 *
 * Points of weight 0 count nothing; where p gives 0 to a point that q does not, KL is Infinity.
 *
 * @param options by name
 * @param options.logQ log q, n values in nats
 * @param options.logP log p at the same points
 * @param options.weights q's probability of each point, 1/n by default (samples of q); density times cell on
 * a grid
 * @throws shape-mismatch, invalid-argument where there is no point
 * @see Cover and Thomas, "Elements of Information Theory" (2nd ed. 2006), eq. 2.26 and theorem 5.4.3
 * @example
 * ```ts
 * const fair = [0.5, 0.5];
 * const bent = [0.9, 0.1];
 * const parts = klParts({ logQ: fair.map(Math.log), logP: bent.map(Math.log), weights: fair });
 * parts; // { entropy: 0.693147180560, crossEntropy: 1.203972804326, kl: 0.510825623766 }
 * ```
 */
export function klParts({ logQ, logP, weights }: KlPartsOptions): KlParts {
  checkSameLength(logQ, { logP, ...(weights && { weights }) });
  let entropy = 0;
  let crossEntropy = 0;
  let kl = 0;
  for (let i = 0; i < logQ.length; i++) {
    const weight = weights === undefined ? 1 / logQ.length : (weights[i] as number);
    if (weight === 0) continue;
    const [q, p] = [logQ[i] as number, logP[i] as number];
    entropy -= weight * q;
    crossEntropy -= weight * p;
    kl += weight * (q - p);
  }
  return { entropy, crossEntropy, kl };
}

/** @throws shape-mismatch, invalid-argument */
export function checkSameLength(logQ: ArrayLike<number>, others: Record<string, ArrayLike<number>>): void {
  if (logQ.length === 0) {
    throw new FlowError('invalid-argument', {
      argument: 'logQ',
      message: 'An expectation is taken over points.',
      expected: 'one value or more',
      received: '0',
    });
  }
  for (const [argument, values] of Object.entries(others)) {
    if (values.length === logQ.length) continue;
    throw new FlowError('shape-mismatch', {
      argument,
      message: 'Both densities are given at the same points.',
      expected: `${logQ.length} values`,
      received: String(values.length),
    });
  }
}
