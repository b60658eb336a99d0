import type { Mutation } from './mutation.ts';
import type { Verdict } from './verdict.ts';

export type Row = { readonly mutation: Mutation; readonly verdict: Verdict; readonly seconds: number };

/** The lines of a table whose columns are as wide as these mutations need. */
export function tableOf(mutations: readonly Mutation[]) {
  const nameWidth = widest(mutations.map(({ name }) => name));
  const fileWidth = widest(mutations.map(({ file }) => shortPath(file)));
  const line = (name: string, file: string, seconds: string, rest: string) =>
    `${name.padEnd(nameWidth)}  ${file.padEnd(fileWidth)}  ${seconds.padStart(4)}  ${rest}`;
  return {
    head: () => line('mutant', 'file', 's', 'killed by'),
    row: ({ mutation, verdict, seconds }: Row) =>
      line(mutation.name, shortPath(mutation.file), seconds.toFixed(1), verdictText(verdict)),
  };
}

function verdictText(verdict: Verdict): string {
  if (verdict.outcome === 'killed') return verdict.by;
  return verdict.outcome === 'survived' ? 'SURVIVED' : `UNDECIDED: ${verdict.reason}`;
}

/** `packages/layers/src/chain.ts` as `layers/chain.ts`. */
const shortPath = (file: string): string => file.replace(/^packages\/([^/]+)\/src\//, '$1/');

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
