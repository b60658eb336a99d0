import { expect, it } from 'vitest';
import { curveCsv, klSeries, lossSeries, lossTop, normSeries } from './curve-series.ts';
import type { Curve } from './playground-state.ts';

const curve: Curve = {
  version: 1,
  losses: [3, Number.NaN, 2],
  gradientNorms: [9, Number.NaN, 4],
  evaluations: [
    { step: 0, nll: 2.5, kl: 1.5 },
    { step: 2, nll: 0.9, kl: -0.1 },
  ],
};

it('loss, nll and the floor stand at their steps', () => {
  expect(lossSeries(curve)).toEqual([
    [0, 1, 2, 3],
    [null, 3, null, 2],
    [2.5, null, 0.9, null],
    [1, 1, 1, 1],
  ]);
});

it('a logarithmic axis gets what it can show', () => {
  expect(klSeries(curve)).toEqual([
    [0, 2],
    [1.5, null],
  ]);
  expect(normSeries(curve, 5)).toEqual([
    [1, 2, 3],
    [9, null, 4],
    [5, 5, 5],
  ]);
});

it('a table has a row for each step', () => {
  expect(curveCsv(curve)).toBe(
    'step,loss,gradientNorm,heldOutNll,kl\n0,,,2.5,1.5\n1,3,9,,\n2,,,0.9,-0.1\n3,2,4,,\n',
  );
});

it('without a run there is nothing', () => {
  const empty: Curve = { version: 0, losses: [], gradientNorms: [], evaluations: [] };
  expect(curveCsv(empty).split('\n')).toHaveLength(3);
  expect(klSeries(empty)).toEqual([[], []]);
});

it('a step that went wrong does not set the height of the axis, the beginning does', () => {
  const losses = Array.from({ length: 200 }, (_, i) => (i === 77 ? 1e6 : 3 - i / 100));
  expect(lossTop({ ...curve, losses, evaluations: [] })).toBeLessThanOrEqual(3);
  expect(lossTop({ ...curve, losses })).toBeGreaterThanOrEqual(2.5);
  expect(lossTop({ ...curve, losses: [] })).toBe(2.5);
});
