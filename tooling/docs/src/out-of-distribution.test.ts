import { join } from 'node:path';
import { describeExamples, markdownProgram } from '@flow-tooling/testkit/examples';
import { repository } from './repository.ts';

// The Chinese text has the same blocks (readme.test.ts).
describeExamples([markdownProgram(repository, 'docs/out-of-distribution.md')], {
  root: join(import.meta.dirname, '..'),
  folder: 'out-of-distribution',
  demandsClaims: true,
});
