import { FlowError } from '@flow/backend';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { lion } from './lion.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';
import { isSlotOptimizer, type OptimizerOptions } from './slot-optimizer.ts';

/** What another thread makes the same optimizer of. */
export type OptimizerRecipe = {
  readonly kind: string;
  readonly settings: Readonly<Record<string, number>>;
};

const MAKERS: Readonly<Record<string, (options: OptimizerOptions) => Optimizer>> = {
  adam,
  adamax,
  lion,
  sgd,
};

/** Nothing where the optimizer is a user's own. */
export function recipeOf(optimizer: Optimizer): OptimizerRecipe | undefined {
  const { kind, memory } = optimizer;
  if (!isSlotOptimizer(optimizer) || !memory || !(kind in MAKERS)) return undefined;
  return { kind, settings: memory.settings };
}

/** An optimizer without running values. @throws invalid-argument */
export function fromRecipe({ kind, settings }: OptimizerRecipe): Optimizer {
  const make = MAKERS[kind];
  if (make) return make(unflatten(settings));
  throw new FlowError('invalid-argument', {
    argument: 'optimizer',
    message: 'No optimizer of this kind is known here: is this worker of another version of @flow/train?',
    expected: Object.keys(MAKERS).join(', '),
    received: kind,
  });
}

/** `{ 'groups.bias.rate': 0 }` is `{ groups: { bias: { rate: 0 } } }`. */
function unflatten(settings: OptimizerRecipe['settings']): OptimizerOptions {
  const options: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(settings)) {
    const names = path.split('.');
    const last = names.pop() as string;
    let place = options;
    for (const name of names) {
      place[name] ??= {};
      place = place[name] as Record<string, unknown>;
    }
    place[last] = value;
  }
  return options;
}
