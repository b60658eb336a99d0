import { expect, test } from 'vitest';
import { jacobian } from '../calculus/jacobian.ts';
import { expectClose, expectResult } from '../matchers.fixture.ts';
import { slogdet } from '../matrix/slogdet.ts';
import { referenceBijector } from '../reference-bijector.ts';

const layer = referenceBijector({ kind: 'logit', shape: [1, 2], alpha: 0.1 });

test('the margin takes 0.5 and 1 to y = 0.5 and 0.9', () => {
  const logDet = 2 * Math.log(0.8) - Math.log(0.5 * 0.5) - Math.log(0.9 * 0.1);
  const terms = -2 * Math.log(0.8) - Math.log(0.5 * 0.5) - Math.log(0.9 * 0.1);
  expectResult(layer.inverse([0.5, 1]), { value: [0, Math.log(9)], logDet, terms });
  expectResult(layer.forward([0, Math.log(9)]), { value: [0.5, 1], logDet: -logDet, terms });
});

test('a margin at 0 alone takes 0 and 0.5 to y = 0.1 and 0.55', () => {
  const low = referenceBijector({ kind: 'logit', shape: [2], alpha: 0.1, margin: 'low' });
  const slopes = [Math.log(0.9) - Math.log(0.1 * 0.9), Math.log(0.9) - Math.log(0.55 * 0.45)];
  const logDet = slopes.reduce((sum, slope) => sum + slope);
  const terms = logDet - 4 * Math.log(0.9);
  const value = [-Math.log(9), Math.log(0.55 / 0.45)];
  expectResult(low.inverse([0, 0.5]), { value, logDet, terms });
  expectResult(low.forward(value), { value: [0, 0.5], logDet: -logDet, terms });
});

test('log-det is the Jacobian’s in both directions', () => {
  const x = [0.01, 0.8];
  const z = [-3, 1.5];
  const inverse = slogdet(jacobian((row) => layer.inverse(row).value, x));
  const forward = slogdet(jacobian((row) => layer.forward(row).value, z));
  expect(Math.abs(layer.inverse(x).logDet - inverse.logAbsDet)).toBeLessThan(1e-10);
  expect(Math.abs(layer.forward(z).logDet - forward.logAbsDet)).toBeLessThan(1e-10);
});

test('far latents have a finite log-det: log σ(−800) is −800', () => {
  expectClose(layer.forward([800, -800]).logDet, -1600 - 2 * Math.log(0.8));
});
