import { describe, expect, test } from 'vitest';
import { cropped, oriented, overWhite, type Raster, writeRow } from './raster.ts';

/** A grey picture of one number a pixel. */
const grey = (width: number, height: number, levels: readonly number[]): Raster => ({
  width,
  height,
  pixels: Uint8Array.from(levels.flatMap((level) => [level, level, level])),
});
const levelsOf = ({ pixels }: Raster) => [...pixels].filter((_, i) => i % 3 === 0);

test('alpha shows white', () => {
  const { pixels } = overWhite(3, 1, [10, 20, 30, 255, 10, 20, 30, 0, 0, 100, 255, 51]);
  expect([...pixels]).toEqual([10, 20, 30, 255, 255, 255, 204, 224, 255]);
});

/** Stored: 1 2 3 / 4 5 6; where the standard says that its row 0 and its column 0 are seen. */
test.each([
  [1, 'top, left', [3, 2], [1, 2, 3, 4, 5, 6]],
  [2, 'top, right', [3, 2], [3, 2, 1, 6, 5, 4]],
  [3, 'bottom, right', [3, 2], [6, 5, 4, 3, 2, 1]],
  [4, 'bottom, left', [3, 2], [4, 5, 6, 1, 2, 3]],
  [5, 'left, top', [2, 3], [1, 4, 2, 5, 3, 6]],
  [6, 'right, top', [2, 3], [4, 1, 5, 2, 6, 3]],
  [7, 'right, bottom', [2, 3], [6, 3, 5, 2, 4, 1]],
  [8, 'left, bottom', [2, 3], [3, 6, 2, 5, 1, 4]],
])('orientation %i: row 0 and column 0 are seen %s', (orientation, _, [width, height], levels) => {
  const seen = oriented(grey(3, 2, [1, 2, 3, 4, 5, 6]), orientation);
  expect([seen.width, seen.height]).toEqual([width, height]);
  expect(levelsOf(seen)).toEqual(levels);
});

describe('cut out of the middle and scaled', () => {
  test('means over the areas that new pixels cover', () => {
    const halved = cropped(grey(4, 2, [0, 10, 100, 200, 20, 30, 40, 60]), 2, 1);
    expect(levelsOf(halved)).toEqual([15, 100]);
    // 3 to 2: each new pixel is one old pixel and half of the middle one.
    expect(levelsOf(cropped(grey(3, 3, [0, 60, 90, 0, 60, 90, 0, 60, 90]), 2, 2))).toEqual([20, 80, 20, 80]);
  });

  test('what is too wide or too high is lost on both sides alike', () => {
    expect(levelsOf(cropped(grey(6, 2, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]), 2, 2))).toEqual([
      3, 4, 9, 10,
    ]);
    expect(levelsOf(cropped(grey(1, 4, [1, 2, 3, 4]), 1, 2))).toEqual([2, 3]);
    // An odd pixel is halved: each side gives half a pixel.
    expect(levelsOf(cropped(grey(3, 2, [0, 100, 200, 0, 100, 200]), 2, 2))).toEqual([50, 150, 50, 150]);
  });

  test('small pictures are enlarged, flat ones stay flat', () => {
    expect(levelsOf(cropped(grey(1, 1, [7]), 3, 3))).toEqual(Array(9).fill(7));
    for (const [width, height] of [
      [7, 5],
      [13, 29],
      [100, 3],
    ] as const) {
      const flat = cropped(grey(width, height, Array(width * height).fill(201)), 8, 6);
      expect(new Set(levelsOf(flat))).toEqual(new Set([201]));
    }
  });
});

test('one channel is the luma of three', () => {
  const raster = { width: 4, height: 1, pixels: Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9) };
  const row = new Float32Array(4);
  writeRow(raster, 1, row);
  expect([...row]).toEqual([76, 150, 29, 9]);
});
