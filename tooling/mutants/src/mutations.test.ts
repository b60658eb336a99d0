import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { expect, it } from 'vitest';
import { applyMutation } from './mutation.ts';
import { mutations } from './mutations.ts';

it.each(mutations)('$name: changes its file as it is now, and its tests are there', (mutation) => {
  const { file, tests } = mutation;
  const source = readFileSync(join(root, file), 'utf8');
  expect(applyMutation(mutation, source)).not.toBe(source);
  expect(tests.files.filter((path) => !existsSync(join(root, tests.package, path)))).toEqual([]);
});

it('no two have one name', () => {
  expect(new Set(mutations.map(({ name }) => name)).size).toBe(mutations.length);
});
