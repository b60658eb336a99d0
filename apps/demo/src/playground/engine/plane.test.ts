import { expect, it } from 'vitest';
import { cellMiddles, gridPoints, squareAround } from './plane.ts';

it('the square around a box has its middle and its longer side', () => {
  expect(squareAround({ x: [0, 4], y: [1, 3] })).toEqual({ x: [0, 4], y: [0, 4] });
});

it('cells come in rows from the top left', () => {
  const middles = cellMiddles({ x: [0, 2], y: [0, 4] }, 2);
  expect([...middles]).toEqual([0.5, 3, 1.5, 3, 0.5, 1, 1.5, 1]);
});

it('grid lines reach from end to end, upright ones first', () => {
  const flat = [...gridPoints({ lines: 2, steps: 3, reach: 1 })];
  expect(flat.slice(0, 6)).toEqual([-1, -1, -1, 0, -1, 1]);
  expect(flat.slice(-6)).toEqual([-1, 1, 0, 1, 1, 1]);
  expect(flat).toHaveLength(24);
});
