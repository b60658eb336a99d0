import { expect, it } from 'vitest';
import { sameOutput } from './printed-output.ts';

it.each([
  ['wasm 1.00000012', 'wasm 1.0000002', true],
  ['[0.5, -2e-8]', '[0.5, 3e-8]', true],
  ['1 2', '1 2.1', false],
  ['1 2', '1 2 3', false],
  ['wasm 1', 'cpu 1', false],
  ['logProb NaN', 'logProb 1', false],
])('"%s" and "%s": %s', (a, b, same) => {
  expect(sameOutput(a, b)).toBe(same);
});

it('is as strict as told', () => {
  expect(sameOutput('1.00001', '1', 1e-4)).toBe(true);
  expect(sameOutput('1.00001', '1', 1e-6)).toBe(false);
});
