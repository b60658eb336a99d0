import { join } from 'node:path';
import * as models from '@flow/models';
import {
  describeExamples,
  docstringExamples,
  documentedNames,
  markdownExamples,
} from '@flow-tooling/testkit/examples';
import * as tfjs from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import * as train from './index.ts';

const root = join(import.meta.dirname, '..');

beforeAll(() => train.init());

describeExamples([...docstringExamples(import.meta.dirname), ...markdownExamples(root, 'README.md')], {
  root,
  addresses: { '@flow/train': '../../src/index.ts' },
  sources: [
    { from: '../../src/index.ts', names: new Set(Object.keys(train)) },
    { from: '@flow/models', names: new Set(Object.keys(models)) },
    { from: '@tensorflow/tfjs-core', names: new Set(Object.keys(tfjs)) },
  ],
  given: {
    flow: 'const flow = realNVP({ features: 2, couplings: 2, hidden: [8] });',
    rows: 'const rows = createRng(0).normal(200);',
  },
});

test('every public function has an example', () => {
  const own = Object.keys(train).filter((name) => !['init', 'FlowError', 'createRng'].includes(name));
  const documented = documentedNames(import.meta.dirname);
  expect(own.filter((name) => !documented.has(name))).toEqual([]);
});
