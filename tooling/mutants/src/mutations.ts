import type { Mutation } from './mutation.ts';
import { bijectorMutations } from './table/bijectors.ts';
import { classMutations } from './table/classes.ts';
import { compositionMutations } from './table/composition.ts';
import { conditionerMutations } from './table/conditioners.ts';
import { densityMutations } from './table/densities.ts';
import { determinantMutations } from './table/determinants.ts';
import { kernelMutations } from './table/kernels.ts';
import { modelMutations } from './table/models.ts';
import { trainingMutations } from './table/training.ts';

/** The whole table, from the ground up. */
export const mutations: readonly Mutation[] = [
  ...kernelMutations,
  ...determinantMutations,
  ...densityMutations,
  ...bijectorMutations,
  ...conditionerMutations,
  ...compositionMutations,
  ...modelMutations,
  ...classMutations,
  ...trainingMutations,
];

/** @throws where the table holds no mutation of this name */
export function findMutation(name: string): Mutation {
  const found = mutations.find((mutation) => mutation.name === name);
  if (found === undefined) throw new Error(`There is no mutation "${name}".`);
  return found;
}
