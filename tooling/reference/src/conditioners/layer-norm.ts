import { at } from '../at.ts';
import type { Part } from '../part.ts';

const EPSILON = 1e-5;

/**
 * (h − m)/√(v + ε) ⊙ gain + shift, with m the mean of h and v its mean square deviation
 * (Ba et al. 2016, arXiv 1607.06450, eq. 4).
 */
export function layerNorm(part: Part, path: string, width: number): (h: Float64Array) => Float64Array {
  const gain = part.parameter(`${path}.gain`, [width]);
  const shift = part.parameter(`${path}.shift`, [width]);
  return (h) => {
    const center = meanOf(h);
    const deviation = h.map((value) => value - center);
    const spread = Math.sqrt(meanOf(deviation.map((value) => value * value)) + EPSILON);
    return deviation.map((value, i) => (value / spread) * at(gain, i) + at(shift, i));
  };
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
