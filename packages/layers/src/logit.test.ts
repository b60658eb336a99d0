import { init } from '@flow/backend';
import { type Tensor, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { logit } from './logit.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());

describe('logit', () => {
  it('on paper: ½ goes to 0 with log-det log(4·0.98), and 0.75 without margin to log 3', () => {
    const middle = logit({ shape: [1] }).inverse(tensor2d([[0.5]]));
    expect(values(middle.value)[0]).toBeCloseTo(0, 6);
    expect(values(middle.logDet)[0]).toBeCloseTo(Math.log(4 * 0.98), 5);
    const high = logit({ shape: [1], alpha: 0 }).inverse(tensor2d([[0.75]]));
    expect(values(high.value)[0]).toBeCloseTo(Math.log(3), 6);
    expect(values(high.logDet)[0]).toBeCloseTo(-Math.log(0.75 * 0.25), 5);
  });

  it('takes the ends 0 and 1 to ±log(99), and comes back to them', () => {
    const layer = logit({ shape: [2] });
    const { value, logDet } = layer.inverse(tensor2d([[0, 1]]));
    expect(values(value)).toEqual([expect.closeTo(-Math.log(99), 4), expect.closeTo(Math.log(99), 4)]);
    expect(values(logDet)[0]).toBeCloseTo(2 * Math.log(0.98 / (0.01 * 0.99)), 3);
    const back = layer.forward(value).value;
    expect(values(back)).toEqual([expect.closeTo(0, 6), expect.closeTo(1, 6)]);
  });

  it.each([30, 100, 1e4])('stays finite and exact at latents of ±%d', (size) => {
    const layer = logit({ shape: [2], alpha: 0.1 });
    const { value, logDet } = layer.forward(tensor2d([[-size, size]]));
    expect(values(value)).toEqual([expect.closeTo(-0.125, 6), expect.closeTo(1.125, 6)]);
    const expected = -2 * size - 2 * Math.log(0.8);
    expect(Math.abs(values(logDet)[0]! - expected)).toBeLessThan(1e-6 * (1 + 2 * size));
  });

  it('beyond its domain it gives NaN or Infinity, never a plausible number', () => {
    const { value } = logit({ shape: [3], alpha: 0 }).inverse(tensor2d([[0, 1, 1.5]]));
    expect(values(value)).toEqual([-Infinity, Infinity, Number.NaN]);
  });

  it('with the margin low takes 1, to which the last bin may be rounded, to a finite number, and refuses more', () => {
    const layer = logit({ shape: [3], alpha: 0.05, margin: 'low' });
    const { value, logDet } = layer.inverse(tensor2d([[0, 1, 0.5]]));
    const rest = 0.95 * 2 ** -25;
    expect(values(value)).toEqual(
      [Math.log(0.05 / 0.95), -Math.log(rest), Math.log(0.525 / 0.475)].map((z) => expect.closeTo(z, 5)),
    );
    const slopes = [0.05 * 0.95, rest, 0.525 * 0.475].map((slope) => Math.log(0.95 / slope));
    expect(values(logDet)[0]).toBeCloseTo(slopes[0]! + slopes[1]! + slopes[2]!, 4);
    expect(values(layer.inverse(tensor2d([[1.5, 1.5, 1.5]])).value)).toEqual([NaN, NaN, NaN]);
  });

  it.each([-0.1, 0.5, Number.NaN])('refuses the margin %d', (alpha) => {
    expect(() => logit({ shape: [1], alpha })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'alpha' }),
    );
  });

  it.each([[[]], [[0]], [[2.5]], [[-1]], ['3']])('refuses the shape %j', (shape) => {
    expect(() => logit({ shape: shape as number[] })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'shape' }),
    );
  });
});
