import { type Parameter, writeFlat } from '@flow/backend';
import type { Flow } from '@flow/models';
import { addN, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { JointGradients } from './join-gradients.ts';
import { gradientOf } from './train-step.ts';

/** A trained parameter here; one that several layers share is several variables in a flow that was saved and loaded. */
export type Slot = {
  readonly parameter: Parameter;
  readonly twins: readonly Variable[];
  readonly from: number;
  readonly to: number;
};

/** @param places of parameters by path, in the order of the flow that is trained */
export function slotsOf(flow: Flow, places: ReadonlyMap<string, number>): Slot[] {
  const grouped: { parameter: Parameter; twins: Variable[] }[] = [];
  for (const parameter of flow.parameters) {
    const place = places.get(parameter.path);
    if (place === undefined) continue;
    const known = grouped[place];
    if (known) known.twins.push(parameter.variable);
    else grouped[place] = { parameter, twins: [] };
  }
  let to = 0;
  return grouped.map((group) => {
    const from = to;
    to += group.parameter.variable.size;
    return { ...group, from, to };
  });
}

export const variablesOf = (slots: readonly Slot[]): Variable[] =>
  slots.map(({ parameter }) => parameter.variable);

/** Gives parameters that follow each other their values. */
export function writeSlots(slots: readonly Slot[], values: Float32Array): void {
  writeFlat(variablesOf(slots), values);
  writeTwins(slots, values);
}

/** Gives the other variables of parameters that follow each other their values. */
export function writeTwins(slots: readonly Slot[], values: Float32Array): void {
  const start = slots[0]?.from ?? 0;
  for (const { twins, from, to } of slots)
    for (const twin of twins) writeFlat([twin], values.subarray(from - start, to - start));
}

/** The gradients of the slots; where several variables are one parameter their sum, which `dispose` frees. */
export function gradientsOf(
  slots: readonly Slot[],
  { gradients }: JointGradients,
): { readonly tensors: Tensor[]; dispose(): void } {
  const sums: Tensor[] = [];
  const tensors = slots.map(({ parameter, twins }) => {
    const first = gradientOf(parameter, gradients);
    if (twins.length === 0) return first;
    const sum = addN([first, ...twins.map((variable) => gradientOf({ ...parameter, variable }, gradients))]);
    sums.push(sum);
    return sum;
  });
  return {
    tensors,
    dispose() {
      for (const sum of sums) sum.dispose();
    },
  };
}
