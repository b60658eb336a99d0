import fc from 'fast-check';
import { expect, test } from 'vitest';
import { entries, RUNS } from '../matrix/arbitrary-matrix.fixture.ts';
import { matrixRows } from '../matrix/matrix.ts';
import { parallelepipedCorners, signedArea, signedVolume } from './volume.ts';

const vector = (n: number) => fc.array(entries, { minLength: n, maxLength: n });

test('the area is the volume in two dimensions, and turns its sign when the vectors change places', () => {
  const law = fc.property(vector(2), vector(2), (u, v) => {
    expect(signedVolume([u, v])).toBeCloseTo(signedArea(u, v), 10);
    expect(signedArea(v, u)).toBeCloseTo(-signedArea(u, v), 10);
  });
  fc.assert(law, RUNS);
});

test('shearing keeps the volume, stretching multiplies it', () => {
  const law = fc.property(vector(3), vector(3), vector(3), entries, (u, v, w, factor) => {
    const volume = signedVolume([u, v, w]);
    const sheared = v.map((value, i) => value + factor * u[i]!);
    expect(signedVolume([u, sheared, w])).toBeCloseTo(volume, 7);
    expect(signedVolume([u, v, w.map((value) => value * factor)])).toBeCloseTo(volume * factor, 7);
  });
  fc.assert(law, RUNS);
});

test('corner k is the sum of the vectors whose bit is set in k', () => {
  const law = fc.property(vector(3), vector(3), vector(3), (u, v, w) => {
    const corners = matrixRows(parallelepipedCorners([u, v, w]));
    expect(corners).toHaveLength(8);
    for (const [k, corner] of corners.entries()) {
      const chosen = [u, v, w].filter((_, bit) => (k >> bit) & 1);
      for (const axis of [0, 1, 2]) {
        expect(corner[axis]).toBeCloseTo(
          chosen.reduce((sum, edge) => sum + edge[axis]!, 0),
          10,
        );
      }
    }
  });
  fc.assert(law, RUNS);
});

test('vectors of another length, or too many, are refused', () => {
  expect(() => signedArea([1, 2, 3], [4, 5, 6])).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', expected: '2 values', received: '3' }),
  );
  expect(() => signedVolume([[1, 2]])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  const many = Array.from({ length: 17 }, () => new Float64Array(17));
  expect(() => parallelepipedCorners(many)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', received: '17' }),
  );
});
