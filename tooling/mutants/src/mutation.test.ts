import { expect, it } from 'vitest';
import { applyMutation, type Mutation } from './mutation.ts';

const mutation: Mutation = {
  name: 'sign',
  file: 'packages/math/src/area.ts',
  find: 'a - b',
  replace: 'a + b $&',
  tests: { package: 'packages/math', files: ['src/area.test.ts'] },
};

it('replaces the text, letter by letter', () => {
  expect(applyMutation(mutation, 'return a - b;')).toBe('return a + b $&;');
});

it.each([
  ['no longer holds', 'return b - a;'],
  ['holds 2 times', 'return a - b + (a - b);'],
])('refuses a file that %s the text', (times, source) => {
  expect(() => applyMutation(mutation, source)).toThrow(
    `The mutation "sign" is out of date: packages/math/src/area.ts ${times}\n  a - b`,
  );
});

it('refuses to change nothing', () => {
  expect(() => applyMutation({ ...mutation, replace: 'a - b' }, 'a - b')).toThrow('changes nothing');
});
