import { tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cases, productReference, worstError } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import { addToColumns, complement, createColumns, gatherColumns } from './columns.ts';
import { featureLinear } from './feature-linear.ts';
import { normalLogProb } from './normal-log-prob.ts';

describe('createColumns', () => {
  it('lists the rest in order', () => {
    const columns = createColumns([3, 0], 5);
    expect([[...columns.indices], [...columns.rest]]).toEqual([
      [3, 0],
      [1, 2, 4],
    ]);
    expect([...complement(columns).indices]).toEqual([1, 2, 4]);
  });

  it.each([[[0, 0]], [[-1]], [[5]], [[0.5]], [[NaN]]])('refuses %j', (indices) => {
    expect(() => createColumns(indices, 5)).toThrow(/invalid-argument.*\(indices\)/);
  });
});

describeOnBoth('columns', () => {
  it('are gathered, and added back, as the list says', () => {
    const columns = createColumns([3, 0], 4);
    const x = tensor([0, 1, 2, 3, 10, 11, 12, 13], [2, 4]);
    expect([...gatherColumns(x, columns).dataSync()]).toEqual([3, 0, 13, 10]);
    const part = tensor([100, 200, 300, 400], [2, 2]);
    expect([...addToColumns(x, part, columns).dataSync()]).toEqual([200, 1, 2, 103, 410, 11, 12, 313]);
    expect([...x.dataSync()]).toEqual([0, 1, 2, 3, 10, 11, 12, 13]);
  });

  it('keep leading dimensions, and may be none', () => {
    const x = cases(1).tensor([2, 3, 5]);
    expect(gatherColumns(x, createColumns([1], 5)).shape).toEqual([2, 3, 1]);
    expect(gatherColumns(x, createColumns([], 5)).shape).toEqual([2, 3, 0]);
    expect(() => gatherColumns(x, createColumns([1], 4))).toThrow(/shape-mismatch.*\(x\)/);
  });
});

describeOnBoth('featureLinear', () => {
  it('and its gradient equal float64 loops', () => {
    const make = cases(6);
    for (let i = 0; i < 25; i++) {
      const [batch, positions, inputs, outputs] = [
        make.size(1, 9),
        make.size(1, 5),
        make.size(),
        make.size(),
      ];
      const rows = batch * positions;
      const [x, w, dy] = [
        make.values(rows * inputs),
        make.values(outputs * inputs),
        make.values(rows * outputs),
      ];
      const [input, weight] = [tensor(x, [batch, positions, inputs]), tensor(w, [outputs, inputs])];
      const value = featureLinear.apply(input, weight);
      expect(value.shape).toEqual([batch, positions, outputs]);
      const { dx, dWeight } = featureLinear.backward({ x: input, weight }, tensor(dy, value.shape));
      const tolerance = 1e-5;
      expect(
        worstError(value.dataSync(), productReference(x, w, [rows, inputs, outputs], false, true)),
      ).toBeLessThan(tolerance);
      expect(worstError(dx.dataSync(), productReference(dy, w, [rows, outputs, inputs]))).toBeLessThan(
        tolerance,
      );
      expect(
        worstError(dWeight.dataSync(), productReference(dy, x, [outputs, rows, inputs], true)),
      ).toBeLessThan(tolerance);
    }
  });
});

describeOnBoth('normalLogProb', () => {
  it('and its gradient equal float64 loops', () => {
    const make = cases(7);
    for (let i = 0; i < 30; i++) {
      const [batch, features] = [make.size(), make.size()];
      const [z, dy] = [make.values(batch * features), make.values(batch)];
      const rows = Array.from({ length: batch }, (_, row) => z.slice(row * features, (row + 1) * features));
      const expected = rows.map((row) =>
        row.reduce((sum, v) => sum - (v * v + Math.log(2 * Math.PI)) / 2, 0),
      );
      const x = tensor(z, [batch, features]);
      expect(worstError(normalLogProb.apply(x).dataSync(), expected)).toBeLessThan(1e-6);
      const dz = normalLogProb.backward(x, tensor(dy, [batch]));
      expect(
        worstError(
          dz.dataSync(),
          z.map((v, at) => -v * dy[Math.floor(at / features)]!),
        ),
      ).toBeLessThan(1e-6);
    }
  });

  it('is −∞ and NaN where z is infinite or NaN, and knows images', () => {
    expect([...normalLogProb.apply(tensor([Infinity, NaN], [2, 1])).dataSync()]).toEqual([-Infinity, NaN]);
    expect(normalLogProb.apply(cases(1).tensor([3, 4, 4, 2])).shape).toEqual([3]);
    expect(normalLogProb.backward(cases(1).tensor([3, 4, 4, 2]), tensor([1, 2, 3], [3])).shape).toEqual([
      3, 4, 4, 2,
    ]);
  });
});
