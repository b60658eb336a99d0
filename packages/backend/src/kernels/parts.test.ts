import { concat, slice, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init.ts';

beforeAll(() => init());

/** Its place in memory order as each value. */
const counted = (shape: number[], first = 0): Tensor => {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => first + i),
    shape,
  );
};

const sizeOf = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

/** The place of a position in memory. */
const placeOf = (shape: readonly number[], position: readonly number[]) =>
  position.reduce((place, at, axis) => place * (shape[axis] as number) + at, 0);

/** All positions of a shape, in memory order. */
function positionsOf(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (found, length) => found.flatMap((start) => Array.from({ length }, (_, at) => [...start, at])),
    [[]],
  );
}

describe('Concat', () => {
  it.each([
    {
      axis: 3,
      shapes: [
        [2, 3, 2, 1],
        [2, 3, 2, 6],
        [2, 3, 2, 4],
      ],
    },
    {
      axis: 1,
      shapes: [
        [3, 5],
        [3, 200],
      ],
    },
    {
      axis: 1,
      shapes: [
        [2, 1, 3],
        [2, 4, 3],
      ],
    },
    {
      axis: 0,
      shapes: [
        [2, 3],
        [1, 3],
      ],
    },
    {
      axis: 1,
      shapes: [
        [2, 0],
        [2, 3],
      ],
    },
    {
      axis: -1,
      shapes: [
        [1, 7],
        [1, 2],
      ],
    },
  ])('puts $shapes side by side along axis $axis', ({ axis, shapes }) => {
    const along = axis < 0 ? (shapes[0] as number[]).length + axis : axis;
    const starts = shapes.map((_, i) =>
      shapes.slice(0, i).reduce((sum, shape) => sum + (shape[along] as number), 0),
    );
    const result = tidy(() =>
      concat(
        shapes.map((shape, i) => counted(shape, 1000 * i)),
        axis,
      ),
    );
    const expected = new Float32Array(result.size).fill(-1);
    shapes.forEach((shape, i) => {
      for (const position of positionsOf(shape)) {
        const moved = position.map((at, a) => (a === along ? at + (starts[i] as number) : at));
        expected[placeOf(result.shape, moved)] = 1000 * i + placeOf(shape, position);
      }
    });
    expect(result.shape[along]).toBe(shapes.reduce((sum, shape) => sum + (shape[along] as number), 0));
    expect(result.dataSync()).toEqual(expected);
    result.dispose();
  });

  it('leaves integers to the stock kernel', () => {
    const result = tidy(() => concat([tensor([1, 2], [2, 1], 'int32'), tensor([3, 4], [2, 1], 'int32')], 1));
    expect([result.dtype, ...result.dataSync()]).toEqual(['int32', 1, 3, 2, 4]);
    result.dispose();
  });
});

describe('Slice', () => {
  it.each([
    { shape: [2, 3, 2, 9], begin: [0, 0, 0, 4], size: [2, 3, 2, 5] },
    { shape: [2, 3, 2, 9], begin: [0, 0, 0, 0], size: [-1, -1, -1, 4] },
    { shape: [3, 400], begin: [0, 100], size: [3, 200] },
    { shape: [2, 5, 3], begin: [0, 1, 0], size: [2, 3, 3] },
    { shape: [5, 3], begin: [2, 0], size: [2, 3] },
    { shape: [4, 5], begin: [1, 2], size: [2, 2] },
    { shape: [4, 5], begin: [0, 0], size: [4, 5] },
    { shape: [4, 5], begin: [0, 3], size: [4, 0] },
  ])('takes $size of $shape from $begin', ({ shape, begin, size }) => {
    const sizes = size.map((length, axis) =>
      length === -1 ? (shape[axis] as number) - (begin[axis] as number) : length,
    );
    const result = tidy(() => slice(counted(shape), begin, size));
    expect(result.shape).toEqual(sizes);
    const expected =
      sizeOf(sizes) === 0
        ? []
        : positionsOf(sizes).map((position) => {
            return placeOf(
              shape,
              position.map((at, axis) => at + (begin[axis] as number)),
            );
          });
    expect(Array.from(result.dataSync())).toEqual(expected);
    result.dispose();
  });

  it('refuses what lies outside, as the stock kernel does', () => {
    const x = counted([2, 3]);
    expect(() => slice(x, [0, 2], [2, 2])).toThrow('Error in slice2D');
    x.dispose();
  });
});
