import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digamma, logGamma } from './log-gamma.ts';

const RUNS = { seed: 2, numRuns: 300 };
const positive = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

function near(actual: number, exact: number, digits = 1e-13): void {
  expect(Math.abs(actual - exact)).toBeLessThanOrEqual(digits * (1 + Math.abs(exact)));
}

test.each([
  [1e-300, 690.7755278982137],
  [1e-10, 23.02585092988273],
  [1e-3, 6.907178885383853],
  [0.1, 2.252712651734206],
  [0.5, 0.5723649429247001],
  [1, 0],
  [1.5, -0.12078223763524522],
  [2, 0],
  [10, 12.801827480081469],
  [100, 359.1342053695754],
  [1000, 5905.220423209181],
])('log Γ(%f) = %f', (x, exact) => {
  near(logGamma(x), exact);
});

test('Γ(n + 1) = n!', () => {
  let logFactorial = 0;
  for (let n = 1; n <= 170; n++) {
    logFactorial += Math.log(n);
    near(logGamma(n + 1), logFactorial, 1e-13);
  }
});

test('Γ(x + 1) = x Γ(x)', () => {
  const law = fc.property(positive, (x) => near(logGamma(x + 1), logGamma(x) + Math.log(x)));
  fc.assert(law, RUNS);
});

test.each([
  [0.5, -1.9635100260214235],
  [1, -0.5772156649015329],
  [2, 0.4227843350984671],
  [10, 2.251752589066721],
  [0.01, -100.5608854578687],
])('ψ(%f) = %f', (x, exact) => {
  near(digamma(x), exact);
});

test('ψ(x + 1) = ψ(x) + 1/x', () => {
  const law = fc.property(positive, (x) => near(digamma(x + 1), digamma(x) + 1 / x, 1e-12));
  fc.assert(law, RUNS);
});

test('ψ is the slope of log Γ', () => {
  const law = fc.property(fc.double({ min: 0.5, max: 50, noNaN: true }), (x) => {
    near((logGamma(x + 1e-5) - logGamma(x - 1e-5)) / 2e-5, digamma(x), 1e-7);
  });
  fc.assert(law, RUNS);
});

test.each([[0], [-1], [Number.NaN], [Infinity]])('%f is refused', (x) => {
  for (const f of [logGamma, digamma]) {
    expect(() => f(x)).toThrow(expect.objectContaining({ code: 'invalid-argument', received: String(x) }));
  }
});
