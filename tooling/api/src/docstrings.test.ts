import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unsaid } from './docstring-rules.ts';
import { readDocstrings } from './docstrings.ts';

test('every public name says what it is, its shapes, its errors and the source of its formula', () => {
  const documented = readDocstrings();
  expect(documented.docstrings.length).toBeGreaterThan(300);
  expect(unsaid(documented)).toEqual([]);
});

test('what a docstring leaves unsaid is found', () => {
  const path = join(import.meta.dirname, 'unsaid.fixture.ts');
  expect(unsaid(readDocstrings([{ folder: 'x', path }]))).toEqual([
    '@flow/x silent: what it is',
    '@flow/x nameless: what much is',
    '@flow/x shapeless: the shape of x',
    '@flow/x shapeless: the shape of what it gives',
    '@flow/x quiet: which errors it throws',
    '@flow/x vague: @throws names no code of FlowErrorCode',
    '@flow/x unsourced: the source of its formula',
    '@flow/x loss: nats or bits',
    '@flow/x Shapeless: the shape of its batch',
    '@flow/x Losses: nats or bits of its nll',
  ]);
});
