import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import { expect, it } from 'vitest';
import { importMap } from './import-map.ts';
import { withDependencies } from './packages.ts';

it('the README of @flow/layers has the import map with which its example is tried', () => {
  const readme = readFileSync(join(root, 'packages/layers/README.md'), 'utf8');
  const [, map = ''] = /<script type="importmap">(.*?)<\/script>/s.exec(readme) ?? [];
  expect(JSON.parse(map)).toEqual(importMap(withDependencies('@flow/layers')));
});
