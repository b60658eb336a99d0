import { FlowError, type Parameter, type ParameterGroup } from '@flow/backend';
import { dispose, type Tensor, tidy, type Variable, variable, zerosLike } from '@tensorflow/tfjs-core';
import type { Optimizer, OptimizerMemory, Update } from './optimizer.ts';

/** What all optimizers take. */
export type OptimizerOptions = {
  readonly learningRate?: number;
  /**
   * Decoupled weight decay λ (AdamW): weights also shrink by η·λ a step; biases, scales and actNorms do not.
   * Default 0.
   */
  readonly weightDecay?: number;
  /** Exceptions for groups of parameters: `weight`, `bias`, `scale`. */
  readonly groups?: Readonly<Partial<Record<Exclude<ParameterGroup, 'state'>, GroupOptions>>>;
};

export type GroupOptions = {
  /** Multiplies the learning rate of the group; 0 leaves it as it is. Default 1. */
  readonly rate?: number;
  /** In place of the optimizer's weight decay (of weights) or of 0 (of the others). */
  readonly weightDecay?: number;
};

/** A parameter on its way: its gradient, its running values by name and its decay. */
export type Slot<Name extends string> = {
  readonly variable: Variable;
  readonly gradient: Tensor;
  readonly state: Readonly<Record<Name, Variable>>;
  readonly weightDecay: number;
};

/** Numbers of one step; `step` is 1 for the first. */
export type Move = { readonly step: number; readonly learningRate: number; readonly gradientScale: number };

type Rule<Name extends string> = {
  readonly kind: string;
  /** Of the rule alone, such as β₁; checked by it. */
  readonly settings: Readonly<Record<string, number>>;
  /** Running values of each parameter, zeros at first. */
  readonly slots: readonly Name[];
  move(slots: readonly Slot<Name>[], numbers: Move): void;
};

/** How optimizers of this package take their steps. */
const made = new WeakMap<Optimizer, Optimizer['step']>();

/** Whether an optimizer is one of this package, as it was made: its kind and settings say all about it. */
export function isSlotOptimizer(optimizer: Optimizer): boolean {
  return made.get(optimizer) === optimizer.step;
}

/** An optimizer that keeps running values beside each parameter. @throws invalid-argument */
export function slotOptimizer<Name extends string>(
  { kind, settings, slots: names, move }: Rule<Name>,
  { learningRate = 1e-3, weightDecay = 0, groups = {} }: OptimizerOptions,
): Optimizer {
  checkRate('learningRate', learningRate, 0, Infinity);
  checkRate('weightDecay', weightDecay, -Number.MIN_VALUE, Infinity);
  checkGroups(groups);
  const states = new Map<Variable, Record<Name, Variable>>();
  const stateOf = ({ variable: parameter }: Parameter) => {
    const known = states.get(parameter);
    if (known) return known;
    const zeros = () => tidy(() => variable(zerosLike(parameter), false));
    const made = Object.fromEntries(names.map((name) => [name, zeros()])) as Record<Name, Variable>;
    states.set(parameter, made);
    return made;
  };
  const decayOf = (group: ParameterGroup) =>
    ofGroup(groups, group).weightDecay ?? (group === 'weight' ? weightDecay : 0);
  const rateOf = (group: ParameterGroup) => ofGroup(groups, group).rate ?? 1;
  const memory: OptimizerMemory = {
    settings: { learningRate, weightDecay, ...settings, ...flatten(groups) },
    steps: 0,
    of: stateOf,
  };
  const optimizer: Optimizer = {
    kind,
    learningRate,
    memory,
    step(updates, rate, gradientScale) {
      memory.steps += 1;
      for (const [factor, group] of byRate(updates, rateOf)) {
        const slots = group.map(({ parameter, gradient }) => ({
          variable: parameter.variable,
          gradient,
          state: stateOf(parameter),
          weightDecay: decayOf(parameter.group),
        }));
        move(slots, { step: memory.steps, learningRate: factor * rate, gradientScale });
      }
    },
    dispose() {
      for (const state of states.values()) dispose(state);
      states.clear();
      memory.steps = 0;
    },
  };
  made.set(optimizer, optimizer.step);
  return optimizer;
}

type Groups = NonNullable<OptimizerOptions['groups']>;

function ofGroup(groups: Groups, group: ParameterGroup): GroupOptions {
  return (group !== 'state' && groups[group]) || {};
}

/** Updates of one rate together, without those of rate 0. */
function byRate(
  updates: readonly Update[],
  rateOf: (group: ParameterGroup) => number,
): ReadonlyMap<number, readonly Update[]> {
  const parts = new Map<number, Update[]>();
  for (const update of updates) {
    const rate = rateOf(update.parameter.group);
    if (rate === 0) continue;
    const part = parts.get(rate);
    if (part) part.push(update);
    else parts.set(rate, [update]);
  }
  return parts;
}

function flatten(groups: Groups): Record<string, number> {
  const entries = Object.entries(groups).flatMap(([group, options]) =>
    Object.entries(options).map(([name, value]) => [`groups.${group}.${name}`, value]),
  );
  return Object.fromEntries(entries);
}

function checkGroups(groups: Groups): void {
  for (const [group, options] of Object.entries(groups)) {
    if (group !== 'weight' && group !== 'bias' && group !== 'scale') {
      throw new FlowError('invalid-argument', {
        argument: `groups.${group}`,
        message: 'There is no such group of trained parameters.',
        expected: 'weight, bias or scale',
        received: group,
      });
    }
    const { rate = 1, weightDecay = 0 } = options;
    checkRate(`groups.${group}.rate`, rate, -Number.MIN_VALUE, Infinity);
    checkRate(`groups.${group}.weightDecay`, weightDecay, -Number.MIN_VALUE, Infinity);
  }
}

/** @throws invalid-argument */
export function checkRate(argument: string, value: number, low: number, high: number): void {
  if (value > low && value < high) return;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'This setting of the optimizer is outside its range.',
    expected: `a number between ${Math.max(0, low)} and ${high}`,
    received: String(value),
  });
}
