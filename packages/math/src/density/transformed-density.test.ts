import fc from 'fast-check';
import { expect, test } from 'vitest';
import { integrate } from './integrate.ts';
import { invertMonotone } from './monotone-inverse.ts';
import { transformedDensity } from './transformed-density.ts';

const normal = (z: number) => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);
const RUNS = { seed: 5, numRuns: 40 };

/** z -> a z + b tanh(c z + d), rising or falling, never flat. */
const monotone = fc
  .record({
    a: fc.double({ min: 0.5, max: 2, noNaN: true }),
    ratio: fc.double({ min: -0.7, max: 2, noNaN: true }),
    c: fc.double({ min: 0.3, max: 2, noNaN: true }),
    d: fc.double({ min: -1, max: 1, noNaN: true }),
    sign: fc.constantFrom(1, -1),
  })
  .map(({ a, ratio, c, d, sign }) => {
    const b = (ratio * a) / c;
    return {
      f: (z: number) => sign * (a * z + b * Math.tanh(c * z + d)),
      derivative: (z: number) => sign * (a + b * c * (1 - Math.tanh(c * z + d) ** 2)),
    };
  });

test('f(f⁻¹(x)) = x for any monotone f', () => {
  const law = fc.property(monotone, fc.double({ min: -50, max: 50, noNaN: true }), ({ f }, x) => {
    const z = invertMonotone(f, x);
    expect(f(z!)).toBeCloseTo(x, 10);
  });
  fc.assert(law, RUNS);
});

test('∫ p(x) dx = ∫ π(z) dz = 1 for any monotone f', () => {
  expect(integrate(normal, -Infinity, Infinity).value).toBeCloseTo(1, 9);
  const law = fc.property(monotone, ({ f, derivative }) => {
    const p = transformedDensity({ density: normal, f, derivative });
    const { value, converged } = integrate(p, -30, 30, { tolerance: 1e-7 });
    expect(converged).toBe(true);
    expect(value).toBeCloseTo(1, 7);
  });
  fc.assert(law, { ...RUNS, numRuns: 10 });
});

test('a derivative by differences is good to 9 digits', () => {
  const law = fc.property(monotone, fc.double({ min: -5, max: 5, noNaN: true }), ({ f, derivative }, x) => {
    const exact = transformedDensity({ density: normal, f, derivative })(x);
    expect(transformedDensity({ density: normal, f })(x)).toBeCloseTo(exact, 8);
  });
  fc.assert(law, RUNS);
});

test('exp(z) is the log-normal distribution, and nothing lies below 0', () => {
  const p = transformedDensity({ density: normal, f: Math.exp });
  for (const x of [0.01, 0.5, 1, 7]) expect(p(x)).toBeCloseTo(normal(Math.log(x)) / x, 8);
  expect(p(-1)).toBe(0);
});

test('branches add up: z² of a normal number is χ² with one degree of freedom', () => {
  const branches = [
    { from: -Infinity, to: 0 },
    { from: 0, to: Infinity },
  ];
  const p = transformedDensity({ density: normal, f: (z) => z * z, derivative: (z) => 2 * z, branches });
  for (const x of [0.01, 0.5, 1, 7]) {
    expect(p(x)).toBeCloseTo(Math.exp(-x / 2) / Math.sqrt(2 * Math.PI * x), 10);
  }
  expect(integrate((x) => p(x), 1e-12, 40).value).toBeCloseTo(1, 5);
});

test('three branches of a folded cubic integrate to 1', () => {
  const branches = [
    { from: -Infinity, to: -1 },
    { from: -1, to: 1 },
    { from: 1, to: Infinity },
  ];
  const p = transformedDensity({
    density: normal,
    f: (z) => z ** 3 - 3 * z,
    derivative: (z) => 3 * z * z - 3,
    branches,
  });
  expect(p(0)).toBeCloseTo(normal(0) / 3 + (2 * normal(Math.sqrt(3))) / 6, 12);
  // The density is infinite at the folds, x = ±2, like 1/√|x ∓ 2|: the substitution x = fold ± t² tames it.
  const outwards = integrate((t) => 2 * t * p(2 + t * t), 0, 12, { tolerance: 1e-6 }).value;
  const inwards = integrate((t) => 2 * t * p(2 - t * t), 0, Math.SQRT2, { tolerance: 1e-6 }).value;
  expect(2 * (outwards + inwards)).toBeCloseTo(1, 5);
});

test('an inverse stays inside its interval and says where there is none', () => {
  expect(invertMonotone(Math.log, 1, { from: 0, to: Infinity })).toBeCloseTo(Math.E, 13);
  expect(invertMonotone((z) => z * z, 4, { from: 0, to: 1 })).toBeUndefined();
  expect(invertMonotone(Math.sin, 0.5, { from: Math.PI / 2, to: (3 * Math.PI) / 2 })).toBeCloseTo(
    (5 * Math.PI) / 6,
    13,
  );
  expect(invertMonotone((z) => Math.sqrt(z - 5), 2)).toBeUndefined();
  expect(() => invertMonotone(Math.exp, 1, { from: 2, to: 2 })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: 'interval' }),
  );
});

test('a root near 0 and a root far away are found to the last digits', () => {
  expect(invertMonotone((z) => z, 1e-200)).toBe(1e-200);
  expect(invertMonotone((z) => z, -1e200)).toBe(-1e200);
});
