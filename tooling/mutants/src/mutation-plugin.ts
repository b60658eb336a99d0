import { join } from 'node:path';
import { root } from '@flow-tooling/bootstrap/environment';
import type { Plugin } from 'vite';
import { applyMutation, type Mutation } from './mutation.ts';

/** A Vite plugin that changes one module while it is transformed; the file stays as it is. */
export function mutationPlugin(mutation: Mutation | undefined) {
  let isApplied = false;
  return {
    name: 'flow-mutant',
    enforce: 'pre',
    transform(source, id) {
      if (mutation === undefined || id !== join(root, mutation.file)) return undefined;
      const code = applyMutation(mutation, source);
      isApplied = true;
      return { code, map: null };
    },
    api: { isApplied: () => isApplied },
  } satisfies Plugin;
}
