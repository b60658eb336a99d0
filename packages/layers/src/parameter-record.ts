import type { Parameter } from '@flow/backend';
import type { Tensor, Variable } from '@tensorflow/tfjs-core';

/** The parameters of a network by the names that its backend op has for them. */
export type ParameterRecord<Name extends string> = Readonly<Record<Name, Parameter>>;

/** The same names with the variables. */
export function variablesOf<Name extends string>(
  parameters: ParameterRecord<Name>,
): Readonly<Record<Name, Variable>> {
  return Object.fromEntries(
    namesOf(parameters).map((name) => [name, parameters[name].variable] as const),
  ) as Record<Name, Variable>;
}

/** An op's gradients, found by name, as a pullback gives them. */
export function gradientsByVariable<Name extends string>(
  parameters: ParameterRecord<Name>,
  gradients: Readonly<Record<Name, Tensor>>,
): Map<Variable, Tensor> {
  return new Map(namesOf(parameters).map((name) => [parameters[name].variable, gradients[name]] as const));
}

/** The gradients in the order of the parameters. */
export function gradientsInOrder<Name extends string>(
  parameters: ParameterRecord<Name>,
  gradients: Readonly<Record<Name, Tensor>>,
): Tensor[] {
  return namesOf(parameters).map((name) => gradients[name]);
}

function namesOf<Name extends string>(parameters: ParameterRecord<Name>): Name[] {
  return Object.keys(parameters) as Name[];
}
