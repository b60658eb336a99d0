import { describe, expect, it } from 'vitest';
import { cosTurns, portableExp, portableExpm1, portableLog, sinTurns } from './portable-math.ts';
import { createRng } from './rng.ts';

const rng = createRng(5);
const between = (low: number, high: number) =>
  Array.from(rng.fork(`${low} ${high}`).uniform(20_000), (u) => low + u * (high - low));
const positives = [
  ...between(0, 1),
  ...between(1 - 2 ** -12, 1 + 2 ** -12),
  ...between(-1020, 1020).map((x) => (1 + x - Math.floor(x)) * 2 ** Math.floor(x)),
];

/** The largest relative error, counted from values that the engine computes its own way. */
function worst(
  ours: (x: number) => number,
  theirs: (x: number) => number,
  inputs: readonly number[],
): number {
  return inputs.reduce((most, x) => {
    const [a, b] = [ours(x), theirs(x)];
    return a === b ? most : Math.max(most, Math.abs(a - b) / Math.abs(b));
  }, 0);
}

/** FNV-1a over the bits of float64 values. */
function digest(values: readonly number[]): string {
  const words = new Uint32Array(Float64Array.from(values).buffer);
  return words.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5).toString(16);
}

describe('portable mathematics', () => {
  it('agrees with the engine to the last digits', () => {
    const moderate = between(-40, 40);
    expect(worst(portableLog, Math.log, positives)).toBeLessThan(3e-16);
    expect(worst(portableExp, Math.exp, [...moderate, ...between(-700, 700)])).toBeLessThan(3e-16);
    expect(worst(portableExpm1, Math.expm1, [...moderate, ...between(-1e-6, 1e-6)])).toBeLessThan(1e-15);
    const eighth = between(-0.125, 0.125);
    expect(worst(sinTurns, (t) => Math.sin(2 * Math.PI * t), eighth)).toBeLessThan(5e-16);
    expect(worst(cosTurns, (t) => Math.cos(2 * Math.PI * t), eighth)).toBeLessThan(5e-16);
  });

  // The same number in Node 20, Node 24 and Chromium, whose own Math does not agree.
  it('has the same bits on every engine', () => {
    const results = [
      ...positives.map(portableLog),
      ...between(-745, 709).map(portableExp),
      ...between(-6, 6).flatMap((x) => [portableExpm1(x), cosTurns(x), sinTurns(x)]),
    ];
    expect(digest(results)).toBe('4d3c461d');
  });

  it('turns by quarters exactly, in each of them, far away too', () => {
    for (const far of [0, 1, -3, 2 ** 40]) {
      expect([0, 0.25, 0.5, 0.75].map((t) => cosTurns(far + t))).toEqual([1, 0, -1, 0]);
      expect([0, 0.25, 0.5, 0.75].map((t) => sinTurns(far + t))).toEqual([0, 1, 0, -1]);
    }
    for (const t of between(-2, 2)) {
      expect(cosTurns(t)).toBeCloseTo(Math.cos(2 * Math.PI * t), 14);
      expect(sinTurns(t)).toBeCloseTo(Math.sin(2 * Math.PI * t), 14);
    }
  });

  it.each([0, -1, Number.NaN, Infinity, -Infinity, Number.MAX_VALUE, 5e-324, 1e-310, 1])('log %d', (x) => {
    expect(portableLog(x)).toBe(Math.log(x));
  });

  it.each([0, Number.NaN, Infinity, -Infinity, 709.79, -745.1, -745.2, -800])('exp %d', (x) => {
    expect(portableExp(x)).toBe(Math.exp(x));
    expect(portableExpm1(x)).toBe(Math.expm1(x));
  });

  it('has no sine or cosine of infinity', () => {
    for (const t of [Infinity, -Infinity, Number.NaN]) expect([cosTurns(t), sinTurns(t)]).toEqual([NaN, NaN]);
  });
});
