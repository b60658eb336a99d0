import { join } from 'node:path';
import {
  describeExamples,
  docstringExamples,
  documentedNames,
  markdownExamples,
} from '@flow-tooling/testkit/examples';
import { expect, test } from 'vitest';
import * as datasets from './index.ts';

const root = join(import.meta.dirname, '..');

describeExamples([...docstringExamples(import.meta.dirname), ...markdownExamples(root, 'README.md')], {
  root,
  demandsClaims: true,
  addresses: { '@flow/datasets': '../../src/index.ts' },
  sources: [{ from: '../../src/index.ts', names: new Set(Object.keys(datasets)) }],
});

test('every public function and table has an example', () => {
  const own = Object.keys(datasets).filter((name) => !['init', 'FlowError', 'createRng'].includes(name));
  const documented = documentedNames(import.meta.dirname);
  expect(own.filter((name) => !documented.has(name))).toEqual([]);
});
