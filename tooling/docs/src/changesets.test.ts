import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { read, repository } from './repository.ts';

const CHANGESET = /^---\n(?:'@flow\/\w+': (?:major|minor|patch)\n)+---\n\n\S/;

// There are none right after a release.
const names = readdirSync(join(repository, '.changeset')).filter((name) => name.endsWith('.md'));

test('every changeset names its packages and says what changed', () => {
  expect(names.filter((name) => !CHANGESET.test(read(`.changeset/${name}`)))).toEqual([]);
});

test('front matter that a formatter took for a heading is noticed: no version can be made of it', () => {
  expect("---\n'@flow/math': minor\n---\n\nWords.\n").toMatch(CHANGESET);
  expect("---\n\n## '@flow/math': minor\n\nWords.\n").not.toMatch(CHANGESET);
  expect("---\n'@flow/math': minor\n---\n").not.toMatch(CHANGESET);
});
