import type { TestSelection } from '../mutation.ts';

/** Tests of one file of a package, by a regular expression on their names or all of them. */
export const testsIn =
  (name: string) =>
  (file: string, names?: string): TestSelection => ({
    package: `packages/${name}`,
    files: [`src/${file}`],
    ...(names !== undefined && { names }),
  });

/** Vitest cuts the name of a row that is longer than 40 characters. */
const KEPT_OF_A_NAME = 38;

/** The laws that one row of the table of bijectors must obey. */
export const lawsOf = (row: string): TestSelection =>
  testsIn('layers')('laws.test.ts', row.length > 40 ? `^${row.slice(0, KEPT_OF_A_NAME)}` : `^${row} `);
