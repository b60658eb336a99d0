import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { expect, it } from 'vitest';
import type { TestSelection } from './mutation.ts';
import { findMutation } from './mutations.ts';
import { runTests } from './run-tests.ts';
import { judge } from './verdict.ts';

const mutation = findMutation('parity: even and odd exchanged');
const run = (
  tests: TestSelection,
  mutant?: string,
  { limitSeconds = 60, signal = new AbortController().signal } = {},
) => runTests(tests, { ...(mutant !== undefined && { mutant }), limitSeconds, signal });

it('tests see the mutation, and nobody else does', async () => {
  const path = join(root, mutation.file);
  const before = readFileSync(path, 'utf8');
  expect(judge(await run(mutation.tests, mutation.name))).toMatchObject({
    outcome: 'killed',
    by: expect.stringContaining('parity.test.ts: '),
  });
  expect(readFileSync(path, 'utf8')).toBe(before);
  expect(judge(await run(mutation.tests))).toEqual({ outcome: 'survived' });
});

it('tests that never load the file prove nothing', async () => {
  const elsewhere = { package: 'packages/math', files: ['src/matrix/product.test.ts'] };
  expect(judge(await run(elsewhere, mutation.name)).outcome).toBe('undecided');
});

it('a mutant that nobody knows is an error', async () => {
  await expect(run(mutation.tests, 'no such')).rejects.toThrow('There is no mutation "no such"');
});

it('ends where it takes too long, and where it is told to', async () => {
  const late = run(mutation.tests, mutation.name, { limitSeconds: 0.05 });
  await expect(late).rejects.toThrow('not done after 0.05 s');
  const stopped = run(mutation.tests, mutation.name, { signal: AbortSignal.timeout(50) });
  await expect(stopped).rejects.toThrow('aborted');
});
