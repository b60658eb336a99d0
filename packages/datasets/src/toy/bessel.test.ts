import { expect, test } from 'vitest';
import { scaledBesselI0 } from './bessel.ts';

/** I₀(x) = (1/π) ∫₀^π exp(x cos θ) dθ, by the trapezoid rule, which converges fast on a period. */
function byIntegral(x: number): number {
  const nodes = 20_000;
  let sum = 0;
  for (let i = 0; i < nodes; i++) sum += Math.exp(x * (Math.cos((2 * Math.PI * i) / nodes) - 1));
  return sum / nodes;
}

test.each([0, 1e-8, 0.1, 1, 5, 20, 29.999, 30, 30.001, 100, 1e4])(
  'e^-x I0(x) is its integral at x = %d',
  (x) => {
    expect(Math.abs(scaledBesselI0(x) / byIntegral(x) - 1)).toBeLessThan(1e-13);
  },
);

test('tabulated values', () => {
  expect(scaledBesselI0(1)).toBeCloseTo(0.46575960759364043, 14);
  expect(scaledBesselI0(10)).toBeCloseTo(0.1278333371634286, 14);
});

test('very large arguments neither overflow nor vanish', () => {
  expect(scaledBesselI0(1e12) * Math.sqrt(2 * Math.PI * 1e12)).toBeCloseTo(1, 11);
});
