import { join } from 'node:path';
import {
  describeExamples,
  docstringExamples,
  documentedNames,
  markdownExamples,
} from '@flow-tooling/testkit/examples';
import * as tfjs from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import * as layers from './index.ts';

const root = join(import.meta.dirname, '..');

beforeAll(() => layers.init());

describeExamples([...docstringExamples(import.meta.dirname), ...markdownExamples(root, 'README.md')], {
  root,
  addresses: { '@flow/layers': '../../src/index.ts' },
  sources: [
    { from: '../../src/index.ts', names: new Set(Object.keys(layers)) },
    { from: '@tensorflow/tfjs-core', names: new Set(Object.keys(tfjs)) },
  ],
  given: {
    double: `const double = (features: number) =>
      defineBijector({
        kind: 'double',
        dataShape: [features],
        forward: (z) => ({ value: mul(z, 2), logDet: fill([z.shape[0] ?? 0], features * Math.log(2)) }),
        inverse: (x) => ({ value: mul(x, 0.5), logDet: fill([x.shape[0] ?? 0], -features * Math.log(2)) }),
        config: () => ({ features }),
      });`,
  },
});

test('every public function has an example', () => {
  const own = Object.keys(layers).filter((name) => !['init', 'FlowError', 'createRng'].includes(name));
  const documented = documentedNames(import.meta.dirname);
  expect(own.filter((name) => !documented.has(name))).toEqual([]);
});
