import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { FLOORS } from './floors.ts';
import { findViolations } from './rules.ts';
import { readWorkspace } from './workspace.ts';

const root = resolve(import.meta.dirname, '../../..');

it('keeps its order: nothing imports from a floor above it', () => {
  expect(findViolations(root)).toEqual([]);
});

it('has every package on a floor', () => {
  const packages = readWorkspace(root).filter((member) => member.group === 'packages');
  expect(packages.map((member) => member.name).sort()).toEqual(Object.keys(FLOORS).sort());
});

it('stands on floors that are below', () => {
  const names = Object.keys(FLOORS);
  for (const [name, { imports }] of Object.entries(FLOORS)) {
    for (const below of imports)
      expect(names.indexOf(below), `${name} on ${below}`).toBeLessThan(names.indexOf(name));
  }
});
