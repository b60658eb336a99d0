import { at } from '../at.ts';
import { type Mathematics, withTerms } from '../bijection.ts';

/** xᵢ = sᵢ zᵢ + tᵢ with sᵢ > 0: the Jacobian is diag(s), log|det J| = Σ log sᵢ. */
export function scaleShift(scale: Float64Array, logScale: Float64Array, shift: Float64Array): Mathematics {
  return {
    size: scale.length,
    forward: (z) =>
      withTerms(
        z.map((value, i) => at(scale, i) * value + at(shift, i)),
        logScale,
      ),
    inverse: (x) =>
      withTerms(
        x.map((value, i) => (value - at(shift, i)) / at(scale, i)),
        logScale.map((term) => -term),
      ),
  };
}
