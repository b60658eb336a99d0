import { describe, expect, it } from 'vitest';
import { checkPath, interpolateRows } from './interpolate.ts';

describe('interpolateRows', () => {
  it('goes straight by default', () => {
    expect([...interpolateRows(Float32Array.of(0, 4, 2, 0), 3)]).toEqual([0, 4, 1, 2, 2, 0]);
  });

  it('goes along a great circle at constant speed where that is asked', () => {
    // From angle 0 to 120° on a circle of radius 2.
    const ends = Float32Array.of(2, 0, 2 * Math.cos((2 * Math.PI) / 3), 2 * Math.sin((2 * Math.PI) / 3));
    const way = interpolateRows(ends, 5, 'spherical');
    for (let step = 0; step < 5; step++) {
      const angle = (step * Math.PI) / 6;
      expect(way[2 * step]).toBeCloseTo(2 * Math.cos(angle), 5);
      expect(way[2 * step + 1]).toBeCloseTo(2 * Math.sin(angle), 5);
    }
  });

  it('keeps both ends, also of latents of different lengths', () => {
    const ends = Float32Array.of(3, 0, 1, 1, -2, 0.5);
    const way = interpolateRows(ends, 4, 'spherical');
    expect([...way.slice(0, 3)]).toEqual([...ends.slice(0, 3)].map((v) => expect.closeTo(v, 6)));
    expect([...way.slice(9)]).toEqual([...ends.slice(3)].map((v) => expect.closeTo(v, 6)));
  });

  it.each([
    ['the same direction', [1, 2, 2, 4]],
    ['opposite directions', [1, 2, -1, -2]],
    ['an end without a direction', [0, 0, 2, 4]],
  ])('is straight for %s, where no circle is given', (_, ends) => {
    const rows = Float32Array.from(ends);
    expect(interpolateRows(rows, 5, 'spherical')).toEqual(interpolateRows(rows, 5));
  });

  it('knows two ways', () => {
    expect(['linear', 'spherical'].map(checkPath)).toEqual(['linear', 'spherical']);
    expect(() => checkPath('round')).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'path' }),
    );
  });
});
