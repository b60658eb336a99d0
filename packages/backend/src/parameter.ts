import { type Tensor, type Variable, variable } from '@tensorflow/tfjs-core';

/**
 * What a tensor of a model is for. Optimizers decay `weight` only; `state` (running statistics) is saved
 * but not trained.
 */
export type ParameterGroup = 'weight' | 'bias' | 'scale' | 'state';

/** A tensor that a layer owns, under a path that is stable in saved models (`layers.0.conditioner.0.kernel`). */
export type Parameter = {
  readonly path: string;
  readonly variable: Variable;
  readonly trainable: boolean;
  readonly group: ParameterGroup;
};

/** Makes a parameter from its first value, which is copied and may be disposed afterwards. */
export function createParameter(path: string, group: ParameterGroup, value: Tensor): Parameter {
  const trainable = group !== 'state';
  return { path, variable: variable(value, trainable), trainable, group };
}

/** The parameters of a part, as its owner lists them. */
export function prefixParameters(prefix: string, parameters: readonly Parameter[]): Parameter[] {
  return parameters.map((parameter) => ({ ...parameter, path: `${prefix}.${parameter.path}` }));
}
