import { expect, it } from 'vitest';
import { depthRows } from './depth-figures.ts';

it('tells memory and time of each depth apart', () => {
  const figures = [
    { subject: 'flow', depth: 4, megabytes: 7, milliseconds: [3, 1, 2] },
    { subject: 'flow-recompute', depth: 4, megabytes: 2, milliseconds: [5] },
  ];
  const rows = depthRows(figures, 'here');
  expect(
    rows.map(({ metric, subject, median, min, unit, runs }) => [metric, subject, median, min, unit, runs]),
  ).toEqual([
    ['activations, K = 4', 'flow', 7, 7, 'MB', 1],
    ['activations, K = 4', 'flow-recompute', 2, 2, 'MB', 1],
    ['gradients, K = 4', 'flow', 2, 1, 'ms', 3],
    ['gradients, K = 4', 'flow-recompute', 5, 5, 'ms', 1],
  ]);
  expect(
    rows.every(({ workload, machine, batch }) => `${workload} ${machine} ${batch}` === 'memory here 4'),
  ).toBe(true);
});
