import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { read, repository } from './repository.ts';

const names = readdirSync(join(repository, '.changeset')).filter((name) => name.endsWith('.md'));
// Formatters of Markdown take the front matter for a heading, and then no version can be made.
const CHANGESET = /^---\n(?:'@flow\/\w+': (?:major|minor|patch)\n)+---\n\n\S/;

test.skipIf(names.length === 0).each(names)(
  'the changeset %s names its packages and says what changed',
  (name) => {
    expect(read(`.changeset/${name}`)).toMatch(CHANGESET);
  },
);
