import { createRng, init, type Rng } from '@flow/backend';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { bijectorFromConfig } from './registry.ts';
import { uniformDequantise } from './uniform-dequantise.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());
const largest: Rng = { ...createRng(0), uniform: (n) => new Float32Array(n).fill(1 - 2 ** -24) };

describe('uniformDequantise', () => {
  it('stands integers at the centres of their bins, and rounds back to them', () => {
    const layer = uniformDequantise({ shape: [3], levels: 4 });
    const { value, logDet } = layer.inverse(tensor2d([[0, 1, 3]]));
    expect(values(value)).toEqual([0.125, 0.375, 0.875]);
    expect(values(logDet)[0]).toBeCloseTo(-3 * Math.log(4), 5);
    expect(values(layer.forward(value).value)).toEqual([0, 1, 3]);
  });

  it('puts 0 in the middle of the levels where that is asked, and the saved layer too', () => {
    const layer = bijectorFromConfig(uniformDequantise({ shape: [3], levels: 4, center: 0.5 }).config());
    const { value, logDet } = layer.inverse(tensor2d([[0, 1, 3]]));
    expect(values(value)).toEqual([-0.375, -0.125, 0.375]);
    expect(values(logDet)[0]).toBeCloseTo(-3 * Math.log(4), 5);
    expect(values(layer.forward(value).value)).toEqual([0, 1, 3]);
    expect(uniformDequantise({ shape: [3], levels: 4 }).config()).not.toHaveProperty('center');
  });

  it.each([-0.5, 1.5, Number.NaN])('refuses a center of %d', (center) => {
    expect(() => uniformDequantise({ shape: [1], levels: 4, center })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'center' }),
    );
  });

  it('draws the noise of a row from its index alone, whatever the batch', () => {
    const layer = uniformDequantise({ shape: [2], levels: 17 });
    const noisy = (rows: number[]) =>
      values(layer.inverse(tensor2d(rows.map(() => [5, 9])), { rng: createRng(3).forRows(rows) }).value);
    const all = noisy([0, 1, 2]);
    expect(noisy([2, 0])).toEqual([...all.slice(4), ...all.slice(0, 2)]);
    expect(noisy([1])).toEqual(all.slice(2, 4));
    expect(new Set(all).size).toBe(6);
    expect(noisy([0])).toEqual(
      [5, 9].map((x, i) => expect.closeTo((x + createRng(3).fork(0).uniform(2)[i]!) / 17, 6)),
    );
  });

  it('keeps a noisy integer in its bin', () => {
    const layer = uniformDequantise({ shape: [2], levels: 17 });
    const x = tensor2d(Array.from({ length: 500 }, (_, i) => [i % 17, 16 - (i % 17)]));
    const { value } = layer.inverse(x, { rng: createRng(0) });
    const bins = values(value).map((unit) => Math.floor(unit * 17));
    expect(bins).toEqual(values(x));
  });

  it.each([2, 16, 17, 49, 100, 255, 256, 1000, 65_536])(
    'the largest noise of %d levels does not leave (0, 1]',
    (levels) => {
      const { value } = uniformDequantise({ shape: [1], levels }).inverse(tensor2d([[levels - 1]]), {
        rng: largest,
      });
      expect(values(value)[0]).toBeLessThanOrEqual(1);
    },
  );

  it.each([1, 0, 2.5, Number.NaN])('refuses %d levels', (levels) => {
    expect(() => uniformDequantise({ shape: [1], levels })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'levels' }),
    );
  });
});
