import { deflateSync } from 'node:zlib';
import { createRng } from '@flow/backend';
import { describe, expect, it } from 'vitest';
import { codingLengths, complexityScore } from './input-complexity.ts';

/** 8x8 pictures: of one level, of a slope, of noise. */
const flat = new Float32Array(64).fill(90);
const slope = Float32Array.from({ length: 64 }, (_, i) => 10 * (i % 8) + 7 * Math.floor(i / 8));
const noise = Float32Array.from(createRng(1).integers(64, 0, 256));

describe('the length of a coding', () => {
  it('grows with what is in a picture', async () => {
    const [ofFlat, ofSlope, ofNoise] = Array.from(await codingLengths([flat, slope, noise], [8, 8, 1]));
    expect(ofFlat).toBeLessThan(ofSlope!);
    expect(ofSlope).toBeLessThan(ofNoise!);
    // Noise does not shrink: 64 bytes of it.
    expect(ofNoise).toBeGreaterThan(64 * 8);
  });

  it('is that of a line with the filter that predicts it', async () => {
    const [found] = await codingLengths([slope], [8, 8, 1]);
    // First line: filter 1 (left) leaves 0 and seven tens; then a slope of 7 from above or 10 from the left is constant.
    const lines = Array.from({ length: 8 }, (_, line) =>
      line === 0 ? [1, 0, ...new Array(7).fill(10)] : [2, ...new Array(8).fill(7)],
    );
    // Of filters that cost the same the first is taken; Paeth and 'up' agree on a slope, 'up' comes first.
    expect(found).toBe(8 * deflateSync(Uint8Array.from(lines.flat())).length);
  });

  it('looks for the same channel of the pixel to the left', async () => {
    // Two channels that do not change from pixel to pixel: nothing is left but the first.
    const channels = Float32Array.from({ length: 32 }, (_, i) => (i % 2 === 0 ? 200 : 3));
    const [found] = await codingLengths([channels], [1, 16, 2]);
    const filtered = Uint8Array.from([1, 200, 3, ...new Array(30).fill(0)]);
    expect(found).toBe(8 * deflateSync(filtered).length);
  });

  it('is that of each picture alone', async () => {
    const together = await codingLengths([noise, flat], [8, 8, 1]);
    expect(together[1]).toBe((await codingLengths([flat], [8, 8, 1]))[0]);
    expect(await codingLengths([], [8, 8, 1])).toHaveLength(0);
  });

  it.each([
    ['256', new Float32Array([256]), [1, 1, 1], 'invalid-data'],
    ['half a level', new Float32Array([0.5]), [1, 1, 1], 'invalid-data'],
    ['a vector', new Float32Array([1]), [1], 'invalid-argument'],
    ['another size', new Float32Array([1, 2, 3]), [1, 2, 1], 'shape-mismatch'],
  ])('is refused of %s', async (_, pictures, shape, code) => {
    await expect(codingLengths(pictures, shape)).rejects.toMatchObject({ code });
  });
});

describe('the corrected score', () => {
  it('is the likelihood in bits without the length', () => {
    expect(Array.from(complexityScore([-8 * Math.LN2, 2 * Math.LN2], [3, 4]))).toEqual([5, -6]);
  });

  it('needs a length for each row', () => {
    expect(() => complexityScore([1, 2], [1])).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
  });
});
