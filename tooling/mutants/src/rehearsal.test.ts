import { expect, it } from 'vitest';
import type { Mutation, TestSelection } from './mutation.ts';
import { rehearsalOf } from './rehearsal.ts';

const mutationWith = (tests: TestSelection): Mutation => ({
  name: '',
  file: '',
  find: '',
  replace: '',
  tests,
});

it('runs each file, and each test by name, once a package', () => {
  const selections: TestSelection[] = [
    { package: 'packages/math', files: ['a.test.ts'] },
    { package: 'packages/math', files: ['b.test.ts', 'a.test.ts'] },
    { package: 'packages/math', files: ['c.test.ts'], names: '^one|two' },
    { package: 'packages/math', files: ['d.test.ts'], names: 'three' },
    { package: 'packages/layers', files: ['c.test.ts'], names: '^one|two' },
  ];
  expect(rehearsalOf(selections.map(mutationWith))).toEqual([
    { package: 'packages/math', files: ['a.test.ts', 'b.test.ts'] },
    { package: 'packages/math', files: ['c.test.ts', 'd.test.ts'], names: '(?:^one|two)|(?:three)' },
    { package: 'packages/layers', files: ['c.test.ts'], names: '(?:^one|two)' },
  ]);
});
