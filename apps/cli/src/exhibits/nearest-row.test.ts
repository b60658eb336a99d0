import { createDataset } from '@flow/datasets';
import { expect, it } from 'vitest';
import { nearestRow } from './nearest-row.ts';

const table = createDataset({
  schema: { features: 2 },
  values: Float32Array.of(0, 0, 3, 4, 3, 4, -1, 0),
});

it('finds the row at the least distance, the first of several', () => {
  expect(nearestRow(Float32Array.of(3, 5), table)).toEqual({ row: 1, distance: 1 });
  expect(nearestRow(Float32Array.of(-0.6, 0), table)).toEqual({ row: 3, distance: expect.closeTo(0.4) });
  expect(nearestRow(Float32Array.of(0, 0), table)).toEqual({ row: 0, distance: 0 });
});
