import { join } from 'node:path';
import * as backend from '@flow/backend';
import {
  describeExamples,
  docstringExamples,
  documentedNames,
  markdownProgram,
} from '@flow-tooling/testkit/examples';
import * as tfjs from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import * as math from './index.ts';

const root = join(import.meta.dirname, '..');

beforeAll(() => math.init());

describeExamples([...docstringExamples(import.meta.dirname), markdownProgram(root, 'README.md')], {
  root,
  demandsClaims: true,
  addresses: { '@flow/math': '../../src/index.ts' },
  sources: [
    { from: '../../src/index.ts', names: new Set([...Object.keys(math), 'Matrix']) },
    { from: '@flow/backend', names: new Set(['createRng']) },
    { from: '@tensorflow/tfjs-core', names: new Set(Object.keys(tfjs)) },
  ],
});

test('every public function has an example', () => {
  const own = Object.keys(math).filter((name) => !(name in backend));
  const documented = documentedNames(import.meta.dirname);
  expect(own.filter((name) => !documented.has(name))).toEqual([]);
});
