import type { Mutation, TestSelection } from './mutation.ts';

/**
 * All tests that the mutations select, as few runs: for each package one of whole files, and one of tests by
 * name.
 */
export function rehearsalOf(mutations: readonly Mutation[]): TestSelection[] {
  const groups = new Map<string, TestSelection[]>();
  for (const { tests } of mutations) {
    const key = `${tests.package} ${tests.names === undefined}`;
    groups.set(key, [...(groups.get(key) ?? []), tests]);
  }
  return [...groups.values()].map(merge);
}

function merge(group: readonly TestSelection[]): TestSelection {
  const names = group.flatMap((tests) => tests.names ?? []);
  return {
    package: (group[0] as TestSelection).package,
    files: distinct(group.flatMap(({ files }) => files)),
    ...(names.length > 0 && {
      names: distinct(names)
        .map((name) => `(?:${name})`)
        .join('|'),
    }),
  };
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)];
