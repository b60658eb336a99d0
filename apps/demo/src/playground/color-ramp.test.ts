import { expect, it } from 'vitest';
import { colorRamp, paintValues, parseRgb } from './color-ramp.ts';

it('a ramp goes through its stops', () => {
  const ramp = colorRamp([
    [0, 0, 0],
    [100, 200, 50],
    [255, 255, 255],
  ]);
  expect([...ramp.slice(0, 4)]).toEqual([0, 0, 0, 255]);
  expect([...ramp.slice(-4)]).toEqual([255, 255, 255, 255]);
  expect(Math.abs(ramp[4 * 127]! - 100)).toBeLessThanOrEqual(1);
});

it('values outside, and no value at all, have the colours of the ends', () => {
  const ramp = colorRamp([
    [10, 10, 10],
    [20, 20, 20],
  ]);
  const pixels = new Uint8ClampedArray(16);
  paintValues(pixels, [-1, 2, Number.NaN, 1], ramp);
  expect([pixels[0], pixels[4], pixels[8], pixels[12]]).toEqual([10, 20, 10, 20]);
});

it('reads the colours that the page computes', () => {
  expect(parseRgb('rgb(12, 34, 56)')).toEqual([12, 34, 56]);
});
