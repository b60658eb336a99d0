import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { type Canvas, createCanvas } from './canvas.ts';
import { isPicture } from './draw-picture.ts';
import { imageSheet } from './image-sheet.ts';
import { densityColour, inkColour, MODEL_MAT, PAPER } from './palette.ts';
import { densityPicture, pointPicture } from './plane.ts';
import { encodePng } from './png.ts';
import { samplePicture } from './sample-picture.ts';
import { sideBySide, stacked } from './side-by-side.ts';

const pixel = ({ width, pixels }: Canvas, x: number, y: number) => [
  ...pixels.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];
const grey = { features: 4, shape: [2, 2, 1], quantization: { levels: 5 } };
const box = { x: [0, 2], y: [0, 1] } as const;

describe('a sheet of pictures', () => {
  it('keeps each pixel in its place, enlarged to 64 pixels a side', () => {
    const sheet = imageSheet([[0, 1, 2, 4]], grey, MODEL_MAT);
    expect([sheet.width, sheet.height]).toEqual([80, 80]);
    expect(pixel(sheet, 0, 0)).toEqual(MODEL_MAT);
    expect(pixel(sheet, 8, 8)).toEqual(PAPER);
    expect(pixel(sheet, 71, 39)).toEqual(inkColour(1, 5));
    expect(pixel(sheet, 39, 71)).toEqual(inkColour(2, 5));
    expect(pixel(sheet, 71, 71)).toEqual(inkColour(4, 5));
  });

  it('goes from left to right, then down', () => {
    const sheet = imageSheet(
      [0, 1, 2].map((level) => Array(4).fill(level)),
      grey,
      MODEL_MAT,
    );
    expect(sheet.width).toBe(152);
    expect([pixel(sheet, 40, 40), pixel(sheet, 112, 40), pixel(sheet, 40, 112)]).toEqual(
      [0, 1, 2].map((level) => inkColour(level, 5)),
    );
    expect(pixel(sheet, 112, 112)).toEqual(MODEL_MAT);
  });

  it('shows three channels as red, green, blue', () => {
    const schema = { features: 3, shape: [1, 1, 3], quantization: { levels: 256 } };
    expect(pixel(imageSheet([[250, 20, 3]], schema, MODEL_MAT), 40, 40)).toEqual([250, 20, 3]);
  });

  it('refuses what is no picture', () => {
    for (const schema of [{ features: 4 }, { ...grey, shape: [4] }, { features: 4, shape: [2, 2, 1] }]) {
      expect(isPicture(schema)).toBe(false);
      expect(() => imageSheet([[0, 0, 0, 0]], schema, MODEL_MAT)).toThrow('invalid-argument');
    }
  });
});

describe('a picture of the plane', () => {
  it('has x to the right and y upwards', () => {
    const picture = pointPicture([0.5, 0.75], box, MODEL_MAT);
    const dark = [...Array(picture.width * picture.height).keys()].filter(
      (at) => (picture.pixels[3 * at] ?? 255) < 150,
    );
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(dark.map((at) => at % picture.width)) + 0.5).toBeCloseTo(6 + 480 / 4, 0);
    expect(mean(dark.map((at) => Math.floor(at / picture.width))) + 0.5).toBeCloseTo(6 + 240 / 4, 0);
  });

  it('is darkest where the density is largest, and asks for it at the centres of its cells', () => {
    const seen: number[] = [];
    const picture = densityPicture(
      (points) => {
        seen.push(...points);
        return Float32Array.from({ length: points.length / 2 }, (_, i) =>
          Number(points[2 * i]) < 1 && Number(points[2 * i + 1]) > 0.5
            ? Math.log(4)
            : Number.NEGATIVE_INFINITY,
        );
      },
      box,
      4,
      MODEL_MAT,
    );
    expect(pixel(picture, 6, 6)).toEqual(densityColour(1));
    expect(pixel(picture, 485, 6)).toEqual(PAPER);
    expect(pixel(picture, 6, 245)).toEqual(PAPER);
    expect(seen.slice(0, 2)).toEqual([Math.fround(1 / 240), Math.fround(1 - 1 / 240)]);
  });

  it('keeps dots on its frame under it', () => {
    const picture = pointPicture([0, 0, 2, 1, -5, 9], box, MODEL_MAT);
    expect(pixel(picture, 5, picture.height - 7)).toEqual(MODEL_MAT);
    expect(pixel(picture, 6, picture.height - 8)).not.toEqual(PAPER);
  });
});

describe('arrangements', () => {
  const [a, b] = [createCanvas(2, 3, [1, 1, 1]), createCanvas(4, 1, [2, 2, 2])];

  it('puts pictures side by side with paper around them', () => {
    const both = sideBySide([a, b]);
    expect([both.width, both.height]).toEqual([16 + 2 + 16 + 4 + 16, 3 + 32]);
    expect([pixel(both, 16, 18), pixel(both, 34, 16), pixel(both, 34, 17)]).toEqual([
      [1, 1, 1],
      [2, 2, 2],
      PAPER,
    ]);
  });

  it('stacks pictures with paper between them only', () => {
    const both = stacked([a, b]);
    expect([both.width, both.height]).toEqual([4, 3 + 16 + 1]);
    expect([pixel(both, 0, 0), pixel(both, 3, 19)]).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });
});

describe('PNG files', () => {
  it('hold the pixels as they are', () => {
    const canvas = imageSheet([[0, 1, 2, 4]], grey, MODEL_MAT);
    const read = decode(encodePng(canvas));
    expect(read).toMatchObject({ width: 80, height: 80, channels: 3, depth: 8 });
    expect([...read.data]).toEqual([...canvas.pixels]);
  });

  it('show samples of the plane wherever they lie, even a single one', () => {
    const far = samplePicture([Float32Array.of(1e3, -5), Float32Array.of(1001, 40)], { features: 2 });
    for (const bytes of [far, samplePicture([Float32Array.of(3, 3)], { features: 2 })]) {
      const { width, height, data } = decode(bytes);
      expect(height).toBeLessThanOrEqual(width);
      expect(data.some((value) => value < 150)).toBe(true);
    }
  });
});
