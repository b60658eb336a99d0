import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readReference } from './reference.ts';

test('TypeDoc reads every docstring without a complaint', async () => {
  const { complaints } = await readReference();
  expect(complaints).toEqual([]);
});

test('links that lead nowhere and parameters that do not exist are complained of', async () => {
  const { complaints } = await readReference([join(import.meta.dirname, 'broken-link.fixture.ts')]);
  expect(complaints).toHaveLength(2);
  expect(complaints.join()).toMatch(/nobody.*nowhere/s);
});
