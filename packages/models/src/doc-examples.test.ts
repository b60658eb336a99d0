import { join } from 'node:path';
import * as layers from '@flow/layers';
import {
  describeExamples,
  docstringExamples,
  documentedNames,
  markdownExamples,
} from '@flow-tooling/testkit/examples';
import * as tfjs from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import * as models from './index.ts';

const root = join(import.meta.dirname, '..');

beforeAll(() => models.init());

describeExamples([...docstringExamples(import.meta.dirname), ...markdownExamples(root, 'README.md')], {
  root,
  addresses: { '@flow/models': '../../src/index.ts' },
  sources: [
    { from: '../../src/index.ts', names: new Set(Object.keys(models)) },
    { from: '@flow/layers', names: new Set(Object.keys(layers)) },
    { from: '@tensorflow/tfjs-core', names: new Set(Object.keys(tfjs)) },
  ],
  given: { flow: 'const flow = realNVP({ features: 2, couplings: 2, hidden: [8] });' },
});

test('every public function has an example', () => {
  const own = Object.keys(models).filter((name) => !['init', 'FlowError', 'createRng'].includes(name));
  const documented = documentedNames(import.meta.dirname);
  expect(own.filter((name) => !documented.has(name))).toEqual([]);
});
