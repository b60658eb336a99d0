import { describe, expect, it } from 'vitest';
import { typicality } from './typicality.ts';

describe('typicality', () => {
  it('is the distance of −log p from the mean of the reference, on both sides of it', () => {
    expect(Array.from(typicality([-3, -1, -7], [-2, -4]))).toEqual([0, 2, 4]);
  });

  it('calls the mode of a normal in 100 dimensions as untypical as its far shell', () => {
    const logProb = (squares: number) => -0.5 * squares - 50 * Math.log(2 * Math.PI);
    const [mode, typical, far] = typicality([logProb(0), logProb(100), logProb(200)], [logProb(100)]);
    expect(typical).toBeCloseTo(0, 10);
    expect(mode).toBeCloseTo(50, 10);
    expect(far).toBeCloseTo(50, 10);
  });

  it.each([
    ['no reference', [1], [], 'reference'],
    ['a reference that is not finite', [1], [1, Number.NaN], 'reference[1]'],
    ['a row that is not finite', [1, -Infinity], [1], 'logProbs[1]'],
  ])('refuses %s', (_, logProbs, reference, argument) => {
    expect(() => typicality(logProbs, reference)).toThrow(
      expect.objectContaining({ code: 'invalid-data', argument }),
    );
  });
});
