import { mean, memory, sum, type Tensor, tensor, transpose } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init.ts';
import { cases, worstError } from './reference.fixture.ts';

beforeAll(async () => {
  await init();
});

/** Sum over `axes` in float64, as { index of the output: value }. */
function sumReference(x: Tensor, axes: number[]): Float64Array {
  const values = x.dataSync();
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const out = new Float64Array(kept.reduce((product, axis) => product * x.shape[axis]!, 1));
  for (let i = 0; i < values.length; i++) {
    let rest = i;
    const index = x.shape.map(() => 0);
    for (let axis = x.rank - 1; axis >= 0; axis--) {
      index[axis] = rest % x.shape[axis]!;
      rest = Math.floor(rest / x.shape[axis]!);
    }
    const at = kept.reduce((position, axis) => position * x.shape[axis]! + index[axis]!, 0);
    out[at]! += values[i]!;
  }
  return out;
}

describe('sum and mean', () => {
  it('equal float64 loops over any axes of random shapes', () => {
    const make = cases(31);
    for (let i = 0; i < 150; i++) {
      const rank = make.size(1, 5);
      const shape = Array.from({ length: rank }, () => make.size(1, rank > 3 ? 6 : 30));
      const axes = shape.map((_, axis) => axis).filter(() => make.flag());
      if (axes.length === 0) axes.push(make.size(0, rank - 1));
      const x = make.tensor(shape);
      const expected = sumReference(x, axes);
      const count = axes.reduce((product, axis) => product * shape[axis]!, 1);
      expect(worstError(sum(x, axes).dataSync(), expected), `${shape} over ${axes}`).toBeLessThan(2e-6);
      const means = expected.map((total) => total / count);
      expect(worstError(mean(x, axes).dataSync(), means), `${shape} over ${axes}`).toBeLessThan(1e-6);
    }
  });

  it('keep dimensions where asked, and count axes from the end', () => {
    const x = cases(1).tensor([2, 3, 4]);
    expect(sum(x, -2, true).shape).toEqual([2, 1, 4]);
    expect(mean(x, [-1, 0], true).shape).toEqual([1, 3, 1]);
    expect(worstError(sum(x, -1).dataSync(), sumReference(x, [2]))).toBeLessThan(1e-6);
  });

  it('hold their precision over a million terms', () => {
    const x = tensor(new Float32Array(1 << 20).fill(0.1), [1 << 20, 1]);
    const exact = (1 << 20) * Math.fround(0.1);
    for (const axis of [undefined, 0]) {
      expect(Math.abs(sum(x, axis).dataSync()[0]! / exact - 1)).toBeLessThan(1e-6);
    }
  });

  it('sum nothing to zero, and have no mean of nothing', () => {
    expect([...sum(tensor([], [0, 3]), 0).dataSync()]).toEqual([0, 0, 0]);
    expect([...mean(tensor([], [0, 3]), 0).dataSync()]).toEqual([NaN, NaN, NaN]);
    expect(sum(tensor([], [0, 3]), 1).shape).toEqual([0]);
  });

  it('carry NaN and infinities', () => {
    const x = tensor([NaN, 1, Infinity, 2, Infinity, -Infinity], [3, 2]);
    expect([...sum(x, 1).dataSync()]).toEqual([NaN, Infinity, NaN]);
  });

  it('take whole numbers and truth values as the stock kernels do', () => {
    const counts = sum(tensor([true, false, true], [3], 'bool'));
    expect([counts.dtype, counts.dataSync()[0]]).toEqual(['int32', 2]);
    expect(mean(tensor([1, 2], [2], 'int32')).dataSync()[0]).toBe(1.5);
  });

  it('leave no tensor behind', () => {
    const x = cases(1).tensor([3, 4, 5, 6]);
    const before = memory().numTensors;
    sum(x, [0, 2]).dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('transpose', () => {
  const reference = (x: Tensor, perm: number[]): number[] => {
    const values = x.dataSync();
    const shape = perm.map((axis) => x.shape[axis]!);
    const strides = x.shape.map((_, axis) => x.shape.slice(axis + 1).reduce((product, n) => product * n, 1));
    return Array.from(values, (_, at) => {
      let rest = at;
      let from = 0;
      for (let axis = perm.length - 1; axis >= 0; axis--) {
        from += (rest % shape[axis]!) * strides[perm[axis]!]!;
        rest = Math.floor(rest / shape[axis]!);
      }
      return values[from]!;
    });
  };

  it('equals index arithmetic for every permutation of random shapes', () => {
    const make = cases(41);
    for (let i = 0; i < 200; i++) {
      const rank = make.size(2, 5);
      const shape = Array.from({ length: rank }, () => make.size(1, rank > 3 ? 5 : 23));
      const perm = shape.map((_, axis) => axis).sort(() => (make.flag() ? 1 : -1));
      const x = make.tensor(shape);
      expect([...transpose(x, perm).dataSync()], `${shape} by ${perm}`).toEqual(reference(x, perm));
    }
  });

  it('moves whole numbers, NaN, empty and truth-value tensors', () => {
    expect([...transpose(tensor([1, 2, 3, 4], [2, 2], 'int32')).dataSync()]).toEqual([1, 3, 2, 4]);
    expect([...transpose(tensor([NaN, 2, 3, -0], [2, 2])).dataSync()]).toEqual([NaN, 3, 2, -0]);
    expect(transpose(tensor([], [0, 3])).shape).toEqual([3, 0]);
    expect([...transpose(tensor([true, false, true, true], [2, 2], 'bool')).dataSync()]).toEqual([
      1, 1, 0, 1,
    ]);
  });
});
