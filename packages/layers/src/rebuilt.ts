import type { Bijector } from './bijector.ts';

/** Whether training with `memory: 'recompute'` rebuilds a layer's input: alone it must make the same of a row again. */
export function isRebuilt({ recomputable, rowIndependent }: Bijector): boolean {
  return recomputable && rowIndependent;
}
