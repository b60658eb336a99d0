import { FlowError } from '@flow/backend';

export type BitsPerDimOptions = {
  /** How many numbers a data point has in the original data. */
  readonly dimensions: number;
  /**
   * How wide a unit bin of the original integers is where the density is taken: 1 for a density of the integers
   * themselves, 1/256 for data of 256 levels that was scaled to [0, 1). Default 1.
   */
  readonly binWidth?: number;
};

/**
 * Bits per dimension of a log-density over unit-width bins on the original integer scale:
 *
 * −(log p(x) + D log w) / (D log 2)
 *
 * where w is the width of a bin in the units of p. A uniform model of n levels scores log₂ n.
 *
 * @param logProb log p(x) in nats, of one data point or the mean of many
 * @throws invalid-argument
 * @see Theis, van den Oord and Bethge, "A note on the evaluation of generative models" (2016), section 3.1
 * @example
 * ```ts
 * bitsPerDim(0, { dimensions: 784, binWidth: 1 / 256 }); // 8
 * bitsPerDim(-64 * Math.log(17), { dimensions: 64 }); // 4.087462841250
 * ```
 */
export function bitsPerDim(logProb: number, options: BitsPerDimOptions): number {
  const { dimensions, logBin } = checked(options);
  return -(logProb / dimensions + logBin) / Math.LN2;
}

/**
 * The log-density in nats that scores so many bits per dimension: the inverse of `bitsPerDim`.
 *
 * @param bits bits per dimension over unit-width bins on the original integer scale
 * @returns log p(x) in nats
 * @throws invalid-argument
 * @see Theis, van den Oord and Bethge, "A note on the evaluation of generative models" (2016), section 3.1
 * @example
 * ```ts
 * logProbFromBitsPerDim(8, { dimensions: 784, binWidth: 1 / 256 }); // 0
 * ```
 */
export function logProbFromBitsPerDim(bits: number, options: BitsPerDimOptions): number {
  const { dimensions, logBin } = checked(options);
  return -(bits * Math.LN2 + logBin) * dimensions;
}

function checked({ dimensions, binWidth = 1 }: BitsPerDimOptions): { dimensions: number; logBin: number } {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1) {
    throw new FlowError('invalid-argument', {
      argument: 'dimensions',
      message: 'Bits are counted per dimension of the original data.',
      expected: 'a whole number, 1 or more',
      received: String(dimensions),
    });
  }
  if (!(binWidth > 0 && Number.isFinite(binWidth))) {
    throw new FlowError('invalid-argument', {
      argument: 'binWidth',
      message: 'A bin has a width.',
      expected: 'a finite number above 0',
      received: String(binWidth),
    });
  }
  return { dimensions, logBin: Math.log(binWidth) };
}
