import { tidy } from '@tensorflow/tfjs-core';
import { worstError } from '../compare.ts';
import type { Subject } from '../subject.ts';

/** How far inverse(forward(z)) is from z, forward(inverse(x)) from x, and the two log-dets from cancelling. */
export function roundTripErrors({ bijector, x, z, call }: Subject): { value: number; logDet: number } {
  return tidy(() => {
    const there = bijector.forward(z, call);
    const back = bijector.inverse(there.value, call);
    const in1 = bijector.inverse(x, call);
    const out1 = bijector.forward(in1.value, call);
    const sums = [there.logDet, in1.logDet].map((logDet, i) => {
      const other = [back.logDet, out1.logDet][i]?.dataSync() ?? [];
      return worstError(
        logDet.dataSync(),
        Array.from(other, (value) => -value),
      );
    });
    return {
      value: Math.max(
        worstError(back.value.dataSync(), z.dataSync()),
        worstError(out1.value.dataSync(), x.dataSync()),
      ),
      logDet: Math.max(...sums),
    };
  });
}
