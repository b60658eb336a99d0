import { expect, it } from 'vitest';
import { servesDemo } from './demo.mjs';

const well = { code: 0, signal: null };

it('serves the demo after a training that ended well, where a person watches', () => {
  expect(servesDemo([], well, true)).toBe(true);
  expect(servesDemo(['--dataset', 'moons'], well, true)).toBe(true);
});

it.each([
  ['nobody watches', [], well, false],
  ['it was asked not to', ['--no-serve'], well, true],
  ['only the results were asked for', ['--quiet'], well, true],
  ['only help was asked for', ['--help'], well, true],
  ['the training failed', [], { code: 1, signal: null }, true],
  ['the training was interrupted', [], { code: 130, signal: null }, true],
  ['the training was killed', [], { code: null, signal: 'SIGKILL' as const }, true],
])('does not where %s', (_, args, ending, isTerminal) => {
  expect(servesDemo(args, ending, isTerminal)).toBe(false);
});
