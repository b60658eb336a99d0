import { at } from '../at.ts';
import { type Call, withTerms } from '../bijection.ts';
import { contextIn } from '../conditioners/context.ts';
import { sizeIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';

/** x = z exp(s) + t with [t | s] = context · kernel; log|det J_f| = Σ s. */
export const contextAffine: BijectorKind = (config, part) => {
  const size = sizeIn(config, 'features');
  const context = contextIn(config);
  const kernel = part.parameter('kernel', [context.width, 2 * size]);
  const made = (call: Call) => {
    const given = context.of(call);
    const column = (j: number) =>
      given.reduce((sum, value, i) => sum + value * at(kernel, i * 2 * size + j), 0);
    const numbers = Array.from({ length: 2 * size }, (_, j) => column(j));
    return { shift: numbers.slice(0, size), logScale: numbers.slice(size) };
  };
  return {
    size,
    forward(z, call) {
      const { shift, logScale } = made(call);
      return withTerms(
        z.map((value, i) => value * Math.exp(at(logScale, i)) + at(shift, i)),
        logScale,
      );
    },
    inverse(x, call) {
      const { shift, logScale } = made(call);
      return withTerms(
        x.map((value, i) => (value - at(shift, i)) / Math.exp(at(logScale, i))),
        logScale.map((s) => -s),
      );
    },
  };
};
