import { clone, reshape, tensor, variable } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { init } from '../init.ts';
import { cases, worstError } from '../kernels/reference.fixture.ts';
import { meanFlat, readFlat, writeFlat } from './flat-values.ts';
import { normOfSquares } from './gradient-norm.ts';

beforeAll(async () => {
  await init();
});

/** Sizes on both sides of the kernels' blocks of four, and of the 16,384 that are joined at once. */
const SHAPES = [[1], [2, 3], [4], [3, 5, 7], [127, 131]];
const SIZE = 1 + 6 + 4 + 105 + 127 * 131;

const tensors = (seed: number) => {
  const make = cases(seed);
  return SHAPES.map((shape) => tensor(make.values(shape.reduce((a, b) => a * b)), shape));
};

it('reads tensors one after the other, into shared memory as well', () => {
  const parts = tensors(1);
  const flat = new Float32Array(new SharedArrayBuffer(4 * SIZE));
  readFlat(parts, flat);
  expect([...flat]).toEqual(parts.flatMap((part) => [...part.dataSync()]));
});

it('writes variables in place and leaves clones of them as they were', () => {
  const variables = tensors(2).map((part) => variable(part));
  const snapshot = clone(variables[3]!);
  const before = [...snapshot.dataSync()];
  const flat = Float32Array.from({ length: SIZE }, (_, i) => i);
  writeFlat(variables, flat);
  expect(variables.flatMap((part) => [...part.dataSync()])).toEqual([...flat]);
  expect([...snapshot.dataSync()]).toEqual(before);
});

const flatOf = (seed: number) => cases(seed).values(SIZE);

it.each([
  [0, [2, 0.5, 5]],
  [1, [2, 0.5, 5]],
  [2, [2, 0.5, 5]],
  [1, [1e-20, 1, 1]],
  [2, [1e-20, 1, 1]],
  [1, [1, 1e-20, 1]],
])(
  'joins tensors with those of others, theirs at place %i, weights %j: in place, and in any thread the same',
  (place, weightOf) => {
    const total = weightOf.reduce((sum, weight) => sum + weight, 0);
    const flats = [flatOf(4), flatOf(5), flatOf(6)];
    const own = SHAPES.map((shape, i) => {
      const from = SHAPES.slice(0, i).reduce((sum, before) => sum + before.reduce((a, b) => a * b), 0);
      return tensor(flats[place]!.slice(from, from + shape.reduce((a, b) => a * b)), shape);
    });
    const parts = flats.map((flat, i) => ({ weight: weightOf[i]!, ...(i !== place && { flat }) }));
    const { means, squares } = meanFlat(own, parts);
    expect(means).toEqual(own);
    const values = means.map((part) => [...part.dataSync()]);
    const exact = [...flats[0]!].map(
      (_, i) => flats.reduce((sum, flat, k) => sum + weightOf[k]! * flat[i]!, 0) / total,
    );
    expect(worstError(values.flat(), exact)).toBeLessThan(1e-6);
    const exactSquares = values.map((part) => part.reduce((sum, value) => sum + value * value, 0));
    expect(worstError(squares, exactSquares)).toBeLessThan(1e-6);
    const strangers = meanFlat(
      tensors(9),
      flats.map((flat, i) => ({ flat, weight: weightOf[i]! })),
    );
    expect(strangers.means.map((part) => [...part.dataSync()])).toEqual(values);
    expect(strangers.squares).toEqual(squares);
  },
);

it('joins into a new tensor where others share the values, or where one is given twice', () => {
  const [once, twice] = [tensor([1, 2]), tensor([3, 4])];
  const shared = reshape(once, [2, 1]);
  const flat = Float32Array.of(3, 4, 5, 6, 7, 8);
  const { means } = meanFlat([once, twice, twice], [{ weight: 1 }, { flat, weight: 1 }]);
  expect(means.map((part) => [...part.dataSync()])).toEqual([
    [2, 3],
    [4, 5],
    [5, 6],
  ]);
  expect([...shared.dataSync()]).toEqual([1, 2]);
});

it.each([NaN, Infinity])('%s on either side stays, and its tensor is named', (odd) => {
  const join = (own: number, other: number) =>
    meanFlat(
      [tensor([2]), tensor([own, 1])],
      [{ weight: 1 }, { flat: Float32Array.of(2, other, 1), weight: 1 }],
    );
  for (const { means, squares } of [join(odd, 1), join(1, odd)]) {
    expect(means[1]?.dataSync()[0]).not.toSatisfy(Number.isFinite);
    expect(normOfSquares(squares)).toMatchObject({
      firstNonFinite: 1,
      norm: expect.not.toSatisfy(Number.isFinite),
    });
  }
});

it('refuses an array of another length', () => {
  const flat = new Float32Array(3);
  expect(() => readFlat(tensors(1), flat)).toThrow(/invalid-argument.*flat.*16753.*got 3/);
  expect(() => meanFlat(tensors(1), [{ weight: 1 }, { flat, weight: 1 }])).toThrow(/flat.*16753.*got 3/);
});
