import { join } from 'node:path';
import * as backend from '@flow/backend';
import { root } from '@flow-tooling/bootstrap/environment';
import {
  describeExamples,
  docstringExamples,
  documentedNames,
  markdownExamples,
} from '@flow-tooling/testkit/examples';
import * as tfjs from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';

// Here, because the test kit stands on @flow/backend.
const folder = join(root, 'packages/backend');
const sources = join(folder, 'src');

beforeAll(() => backend.init());

describeExamples([...docstringExamples(sources), ...markdownExamples(folder, 'README.md')], {
  root: join(import.meta.dirname, '..'),
  folder: 'backend-examples',
  sources: [
    { from: '@flow/backend', names: new Set(Object.keys(backend)) },
    { from: '@flow/models', names: new Set(['realNVP']) },
    { from: '@tensorflow/tfjs-core', names: new Set(Object.keys(tfjs)) },
  ],
  given: {
    flow: 'const flow = realNVP({ features: 2 });',
    rng: 'const rng = createRng(0);',
  },
});

test('every public function has an example', () => {
  const documented = documentedNames(sources);
  const functions = Object.entries(backend).filter(
    ([name, value]) => typeof value === 'function' && name !== 'FlowError',
  );
  expect(functions.map(([name]) => name).filter((name) => !documented.has(name))).toEqual([]);
});
