import { expect, it } from 'vitest';
import { someRow } from './row.fixture.ts';
import { isRow } from './row.ts';

it('knows a row, with a batch or without', () => {
  expect(isRow(someRow)).toBe(true);
  expect(isRow({ ...someRow, batch: null })).toBe(true);
});

it.each(Object.keys(someRow))('misses %s', (name) => {
  expect(isRow({ ...someRow, [name]: undefined })).toBe(false);
});

it.each([[null], [[]], ['row'], [{ ...someRow, median: Number.NaN }], [{ ...someRow, batch: 1.5 }]])(
  'refuses %j',
  (value) => {
    expect(isRow(value)).toBe(false);
  },
);
