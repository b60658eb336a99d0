import { expect, it } from 'vitest';
import { rowOf, tableOf } from './row.ts';

it('a row has the middle of what was measured, of an even number the mean of two', () => {
  expect(rowOf('delay', 'ms', [4, 1, 3, 10])).toEqual({
    what: 'delay',
    unit: 'ms',
    median: 3.5,
    min: 1,
    max: 10,
    runs: 4,
  });
});

it('without a measurement there is no row', () => {
  expect(() => rowOf('delay', 'ms', [])).toThrow('delay');
});

it('a table has a line for each row', () => {
  expect(tableOf([rowOf('delay', 'ms', [1.2345])])).toContain('| delay | 1.23 | 1.23 | 1.23 | ms | 1 |');
});
