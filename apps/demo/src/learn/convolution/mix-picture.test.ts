import { init } from '@flow/backend';
import { identityMatrix, leibnizDeterminant, matrix, matrixRows, multiplyMatrices } from '@flow/math';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { mixPicture, patchJacobian } from './mix-picture.ts';
import { type Mixture, mixingMatrix, ORDERS, permutationMatrix } from './mixing-matrix.ts';
import { paintPicture, SIDE } from './picture.ts';

const picture = { height: SIDE, width: SIDE, pixels: paintPicture() };
const plain: Mixture = { order: [0, 1, 2], turn: 0, colour: 1, brightness: 1 };
const close = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))));

beforeAll(async () => void (await init()));

describe('the matrix of the sliders', () => {
  it('is the permutation itself to begin with', () => {
    expect(ORDERS).toHaveLength(6);
    for (const order of ORDERS) {
      expect(close(mixingMatrix({ ...plain, order }).data, permutationMatrix(order).data)).toBeLessThan(
        1e-15,
      );
    }
  });

  it('is a permutation again after each third of a turn', () => {
    const red = (turn: number) =>
      matrixRows(mixingMatrix({ ...plain, turn })).map(
        (row) => Math.round((row[0] as number) * 1e9) / 1e9 + 0,
      );
    expect([0, 120, 240, 360].map(red)).toEqual([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
      [1, 0, 0],
    ]);
  });

  it.each(ORDERS.map((order) => ({ order })))('$order turned and stretched: |det| = g c²', ({ order }) => {
    const w = mixingMatrix({ order, turn: 77, colour: 0.6, brightness: 1.3 });
    expect(Math.abs(leibnizDeterminant(w))).toBeCloseTo(1.3 * 0.36, 12);
  });
});

describe('the picture', () => {
  it('has colours between 0 and 1, in more than one shade of each channel', () => {
    for (const channel of [0, 1, 2]) {
      const values = picture.pixels.filter((_, i) => i % 3 === channel);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...values)).toBeLessThanOrEqual(1);
      expect(new Set(values).size).toBeGreaterThan(20);
    }
  });

  it('is W x at each pixel and comes back', () => {
    const w = mixingMatrix({ order: [2, 0, 1], turn: 40, colour: 0.8, brightness: 1.1 });
    const { mixed, back, determinant, logDet, logAbsDet } = mixPicture(w, picture);
    const at = 3 * (7 * SIDE + 19);
    const pixel = { rows: 3, columns: 1, data: Float64Array.from(picture.pixels.subarray(at, at + 3)) };
    expect(close(mixed.subarray(at, at + 3), multiplyMatrices(w, pixel).data)).toBeLessThan(1e-6);
    expect(determinant).toBeCloseTo(leibnizDeterminant(w), 12);
    expect(logAbsDet).toBeCloseTo(Math.log(Math.abs(determinant)), 12);
    expect(logDet / (SIDE * SIDE)).toBeCloseTo(logAbsDet, 6);
    expect(back?.logDet).toBeCloseTo(-logDet, 4);
    expect(back?.error).toBeLessThan(1e-5);
    expect(close(back?.pixels ?? [], picture.pixels)).toBe(back?.error);
  });

  it('does not come back from a singular W', () => {
    const w = matrix([
      [1, 0, 0],
      [1, 0, 0],
      [0, 0, 1],
    ]);
    const view = mixPicture(w, picture);
    expect(view.back).toBeUndefined();
    expect(view.determinant).toBe(0);
    expect(view.logAbsDet).toBe(-Infinity);
  });

  it('the factors multiply to W', () => {
    const w = matrix([
      [0, 2, 1],
      [1, 1, 0],
      [2, 0, 3],
    ]);
    const { factors } = mixPicture(w, picture);
    const { permutation, lower, upper, diagonal } = factors;
    const right = upper.data.map((value, at) => value + (at % 4 === 0 ? (diagonal[at / 4] as number) : 0));
    const product = multiplyMatrices(permutation, multiplyMatrices(lower, { ...upper, data: right }));
    expect(close(product.data, w.data)).toBeLessThan(1e-12);
    expect([0, 4, 8].map((at) => upper.data[at])).toEqual([0, 0, 0]);
    expect([0, 4, 8].map((at) => lower.data[at])).toEqual([1, 1, 1]);
  });

  it('leaves no tensor behind, also where W is singular', () => {
    mixPicture(identityMatrix(3), picture);
    const before = memory().numTensors;
    mixPicture(mixingMatrix({ ...plain, turn: 10 }), picture);
    mixPicture(mixingMatrix({ ...plain, colour: 0 }), picture);
    patchJacobian(mixingMatrix({ ...plain, turn: 10 }));
    expect(patchJacobian(mixingMatrix({ ...plain, colour: 0 }))).toBeUndefined();
    expect(memory().numTensors).toBe(before);
  });
});

it('the Jacobian of a patch is W four times, and zero elsewhere', () => {
  const w = mixingMatrix({ order: [1, 0, 2], turn: 25, colour: 0.7, brightness: 1.2 });
  const { matrix: whole, logAbsDet } = patchJacobian(w)!;
  for (let row = 0; row < 12; row++) {
    for (let column = 0; column < 12; column++) {
      const inside = Math.floor(row / 3) === Math.floor(column / 3);
      const expected = inside ? (w.data[(row % 3) * 3 + (column % 3)] as number) : 0;
      expect(whole.data[row * 12 + column]).toBeCloseTo(expected, 6);
    }
  }
  expect(logAbsDet).toBeCloseTo(4 * Math.log(Math.abs(leibnizDeterminant(w))), 5);
});
