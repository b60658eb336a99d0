import { createParameter } from '@flow/backend';
import type { Matrix } from '@flow/math';
import { cachedBy, type LinearWeight, weightValues } from './linear-weight.ts';
import { fromTensorValues, toTensor } from './matrix-tensor.ts';

/** W itself is trained: d log|det W| = tr(W⁻¹ dW), so its gradient is W⁻ᵀ. */
export function denseWeight(size: number, start: () => Matrix): LinearWeight {
  const weight = createParameter('weight', 'weight', [size, size], () => toTensor(start()));
  const read = cachedBy([weight], ([values]) => weightValues(fromTensorValues(values, size)));
  return {
    parameters: [weight],
    read,
    gradients(dWeight, dLogAbsDet) {
      const inverse = read().inverse().data;
      const total = dWeight.data.slice();
      for (let at = 0; at < total.length; at++) {
        const transposed = (at % size) * size + Math.floor(at / size);
        total[at] = (total[at] as number) + dLogAbsDet * (inverse[transposed] as number);
      }
      return new Map([[weight.variable, toTensor({ rows: size, columns: size, data: total })]]);
    },
    needsInverse: true,
    config: { parametrisation: 'dense' },
  };
}
