import { createRng } from '@flow/backend';
import { tensor2d } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { init, uniform } from '../index.ts';
import { bitsPerDim, logProbFromBitsPerDim } from './bits-per-dim.ts';

beforeAll(() => init());

test.each([
  [17, 4.087462841250339],
  [256, 8],
  [2, 1],
])(
  'a uniform model of %i levels scores %f bits, on the integer scale and scaled to [0, 1)',
  (levels, bits) => {
    const dimensions = 12;
    const box = (high: number) =>
      uniform({ low: new Array(dimensions).fill(0), high: new Array(dimensions).fill(high) });
    const dequantized = createRng(1)
      .uniform(dimensions)
      .map((noise, i) => (i % levels) + 0.999 * noise);
    const onIntegers = box(levels)
      .logProb(tensor2d(dequantized, [1, dimensions]))
      .dataSync()[0]!;
    const onUnit = box(1)
      .logProb(
        tensor2d(
          dequantized.map((value) => value / levels),
          [1, dimensions],
        ),
      )
      .dataSync()[0]!;
    expect(bitsPerDim(onIntegers, { dimensions })).toBeCloseTo(bits, 5);
    expect(bitsPerDim(onUnit, { dimensions, binWidth: 1 / levels })).toBeCloseTo(bits, 5);
  },
);

test('there and back', () => {
  const law = fc.property(
    fc.double({ min: -1e5, max: 1e5, noNaN: true }),
    fc.integer({ min: 1, max: 3072 }),
    fc.constantFrom(1, 1 / 17, 1 / 256),
    (logProb, dimensions, binWidth) => {
      const options = { dimensions, binWidth };
      const back = logProbFromBitsPerDim(bitsPerDim(logProb, options), options);
      expect(Math.abs(back - logProb)).toBeLessThan(1e-10 * (1 + Math.abs(logProb) + dimensions));
    },
  );
  fc.assert(law, { seed: 1, numRuns: 100 });
});

test('a likelier point costs fewer bits', () => {
  expect(bitsPerDim(-100, { dimensions: 10 })).toBeLessThan(bitsPerDim(-101, { dimensions: 10 }));
});

test('no dimensions and bins without width are refused', () => {
  expect(() => bitsPerDim(0, { dimensions: 0 })).toThrow(expect.objectContaining({ argument: 'dimensions' }));
  expect(() => bitsPerDim(0, { dimensions: 1, binWidth: 0 })).toThrow(
    expect.objectContaining({ argument: 'binWidth' }),
  );
  expect(() => logProbFromBitsPerDim(0, { dimensions: 1.5 })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', received: '1.5' }),
  );
});
