import { expect } from 'vitest';
import type { ReferenceBijector } from '../bijection.ts';
import { jacobian } from '../calculus/jacobian.ts';
import { slogdet } from '../matrix/slogdet.ts';

/** The log-det at z, and back from where z goes, is that of the numerical Jacobian; back leads to z. */
export function expectJacobians(layer: ReferenceBijector, z: readonly number[]): void {
  const there = layer.forward(z);
  const back = layer.inverse(there.value);
  const numerical = {
    forward: slogdet(jacobian((row) => layer.forward(row).value, z)).logAbsDet,
    inverse: slogdet(jacobian((row) => layer.inverse(row).value, there.value)).logAbsDet,
  };
  expect(Math.abs(there.logDet - numerical.forward)).toBeLessThan(1e-10);
  expect(Math.abs(back.logDet - numerical.inverse)).toBeLessThan(1e-10);
  z.forEach((value, i) => void expect(Math.abs(back.value[i]! - value)).toBeLessThan(1e-12));
}
