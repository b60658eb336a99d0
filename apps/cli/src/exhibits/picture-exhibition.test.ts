import { createDataset, type Dataset, init } from '@flow/datasets';
import { defineBijector, logit, uniformDequantise } from '@flow/layers';
import { createFlow, type Flow, realNVP } from '@flow/models';
import { fill, mul } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Exhibition } from './exhibit.ts';
import { exhibitSheet } from './exhibit-sheet.ts';
import { pictureExhibition } from './picture-exhibition.ts';

const schema = { features: 4, shape: [2, 2, 1], quantization: { levels: 5 } };

/** Row r holds the digits of r to the base 5: no two are alike. */
const pictures = (rows: number, from: number): Dataset =>
  createDataset({
    schema,
    values: Float32Array.from(
      { length: 4 * rows },
      (_, i) => Math.floor((from + Math.floor(i / 4)) / 5 ** (i % 4)) % 5,
    ),
    labels: Int32Array.from({ length: rows }, (_, row) => row % 2),
    classNames: ['Boot', 'Bag'],
  });

const data = { train: pictures(400, 0), validation: pictures(20, 400), test: pictures(20, 420) };

/** A flow that has a latent for each picture and no picture for any latent. */
const overflowing = (): Flow =>
  createFlow({
    bijector: defineBijector({
      kind: 'overflowing',
      dataShape: [4],
      forward: (z) => ({ value: mul(z, Number.NaN), logDet: fill([z.shape[0] ?? 0], 0) }),
      inverse: (x) => ({ value: mul(x, 0.1), logDet: fill([x.shape[0] ?? 0], 0) }),
      config: () => ({}),
    }),
    data: schema,
  });

let flow: Flow;
let shown: Exhibition;
beforeAll(async () => {
  await init();
  flow = realNVP({
    features: 4,
    couplings: 2,
    hidden: [8],
    preprocessing: [logit({ shape: [4] }), uniformDequantise({ shape: [4], levels: 5 })],
    data: schema,
    seed: 2,
  });
  shown = pictureExhibition(flow, data, { seed: 7, temperature: 1 });
});
afterAll(() => flow.dispose());

const exhibit = (name: string) => {
  const found = shown.exhibits.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no exhibit ${name}`);
  return found;
};

describe('what there is to see of a model of pictures', () => {
  it('is samples at three temperatures, ways between pictures, reconstructions', () => {
    expect(shown.exhibits.map(({ name, tiles }) => [name, tiles.length])).toEqual([
      ['samples-0.5', 64],
      ['samples-0.7', 64],
      ['samples-1.0', 64],
      ['interpolations-linear', 8],
      ['interpolations-spherical', 8],
      ['reconstructions', 16],
    ]);
  });

  it('names the training picture nearest to each sample', () => {
    const [sample] = flow.sample(1, { seed: 7, temperature: 0.5 });
    const distances = Array.from({ length: 400 }, (_, row) =>
      Math.hypot(...Array.from(sample!, (value, i) => value - data.train.values[4 * row + i]!)),
    );
    const row = distances.indexOf(Math.min(...distances));
    expect(exhibit('samples-0.5').tiles[0]!.alt).toBe(
      `sample 1; nearest training picture: number ${row + 1}, ${row % 2 === 0 ? 'Boot' : 'Bag'}, at distance ${Math.min(...distances).toFixed(0)}`,
    );
  });

  it('measures how far samples and unseen pictures are from the training set', () => {
    const { figures } = shown;
    // Each unseen picture has a training picture that is darker by one level in one pixel.
    expect(figures.nearestToUnseen).toBe(1);
    for (const temperature of ['0.5', '0.7', '1.0'])
      expect(figures[`nearestToSamples${temperature}`]).toBeGreaterThanOrEqual(0);
    expect(exhibit('samples-0.7').caption).toContain(
      'between unseen real pictures and their nearest it is 1',
    );
  });

  it('begins and ends each way with the real pictures', () => {
    for (const name of ['interpolations-linear', 'interpolations-spherical']) {
      expect(exhibit(name).tiles[1]!.alt).toBe('from boot to bag in 8 steps');
      const { canvas } = exhibit(name).tiles[1]!;
      const side = canvas.height;
      expect(canvas.width).toBe(9 * side);
      const inkAt = (picture: number, pixel: number) => {
        const x = picture * side + 4 + (pixel % 2) * 48 + 24;
        const y = 4 + Math.floor(pixel / 2) * 48 + 24;
        return canvas.pixels[3 * (y * canvas.width + x)];
      };
      for (const pixel of [0, 1, 2, 3]) {
        const levels = [data.test.values[8 + pixel]!, data.test.values[12 + pixel]!];
        const reds = levels.map((level) => Math.round(255 + ((17 - 255) * level) / 4));
        expect([inkAt(0, pixel), inkAt(8, pixel)]).toEqual(reds);
      }
    }
  });

  it('reconstructs within the error that it tells', () => {
    expect(shown.reconstruction).toEqual({ worstError: expect.any(Number), rows: 20 });
    const { worstError } = shown.reconstruction!;
    expect(worstError).toBeGreaterThan(0);
    expect(worstError).toBeLessThan(1e-5);
    const labels = exhibit('reconstructions').tiles.map(({ label }) => Number(label));
    expect(Math.max(...labels)).toBeGreaterThan(0);
    expect(Math.max(...labels)).toBeLessThanOrEqual(Number(worstError.toExponential(0)));
  });

  it('counts samples and ways that overflow, and shows them all the same', () => {
    const steep = overflowing();
    const { exhibits } = pictureExhibition(steep, data, { seed: 7, temperature: 1 });
    steep.dispose();
    const captions = exhibits.map(({ name, caption }) => [name, caption.split('Black: ')[1]?.split(',')[0]]);
    expect(captions.slice(0, 5)).toEqual([
      ['samples-0.5', '64 of 64 pictures'],
      ['samples-0.7', '64 of 64 pictures'],
      ['samples-1.0', '64 of 64 pictures'],
      ['interpolations-linear', '56 of 56 pictures'],
      ['interpolations-spherical', '56 of 56 pictures'],
    ]);
    expect(exhibits[0]?.tiles[2]?.alt).toBe('sample 3: the model overflowed');
  });

  it('fits on one sheet each', () => {
    for (const one of shown.exhibits) {
      const [tile] = one.tiles;
      const rows = Math.ceil(one.tiles.length / one.columns);
      const { width, height } = exhibitSheet(one);
      expect(width).toBe(one.columns * (tile!.canvas.width + 12) + 12);
      expect(height).toBe(rows * (tile!.canvas.height + 12) + 12);
    }
  });
});
