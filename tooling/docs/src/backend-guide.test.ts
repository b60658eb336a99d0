import { join } from 'node:path';
import { describeExamples } from '@flow-tooling/testkit/examples';
import { guideProgram } from './guides.ts';

describeExamples([guideProgram('docs/guides/choosing-a-backend.md')], {
  root: join(import.meta.dirname, '..'),
  folder: 'backend-guide',
  demandsClaims: true,
});
