import { dispose, type Tensor, tidy, util, type Variable, variable, zeros } from '@tensorflow/tfjs-core';
import { FlowError } from './errors.ts';
import { requireInit } from './init.ts';

/**
 * What a tensor of a model is for. Optimizers decay `weight` only; `state` (running statistics, fixed
 * scales) is saved but not trained.
 */
export type ParameterGroup = 'weight' | 'bias' | 'scale' | 'state';

/** A tensor that a layer owns, under a path that is stable in saved models (`layers.0.conditioner.0.kernel`). */
export type Parameter = {
  readonly path: string;
  readonly variable: Variable;
  readonly trainable: boolean;
  readonly group: ParameterGroup;
};

let placeholders: { elementsLeft: number; readonly made: Variable[] } | undefined;

/**
 * Makes a parameter. Its first value is asked for only where one is needed: while a saved model is being
 * rebuilt (`withPlaceholders`) it is zeros of the shape, to be overwritten by the file.
 *
 * @param shape checked against the first value
 * @param path its place in the part that owns it
 * @param initial makes the first value
 * @throws not-initialized, shape-mismatch, invalid-file
 * @example
 * ```ts
 * const scale = createParameter('logScale', 'scale', [2], () => zeros([2]));
 * scale.trainable; // true
 * ```
 */
export function createParameter(
  path: string,
  group: ParameterGroup,
  shape: readonly number[],
  initial: () => Tensor,
): Parameter {
  requireInit(`The parameter "${path}"`);
  const trainable = group !== 'state';
  takeFromBudget(path, shape);
  const value = tidy(() => {
    const first = placeholders ? zeros([...shape]) : initial();
    if (!util.arraysEqual(first.shape, [...shape])) {
      throw new FlowError('shape-mismatch', {
        path,
        message: 'The first value of this parameter has another shape.',
        expected: `[${shape}]`,
        received: `[${first.shape}]`,
      });
    }
    return variable(first, trainable);
  });
  placeholders?.made.push(value);
  return { path, variable: value, trainable, group };
}

/**
 * Builds a part whose parameters will be overwritten: they start at zero, and together may hold no more
 * than `elements` numbers, so that a hostile configuration is refused before memory is taken for it. Where
 * the build fails, the parameters it had made are freed. Inside another `withPlaceholders` the outer limit holds.
 *
 * @throws invalid-file where the part asks for more
 * @example
 * ```ts
 * const bias = withPlaceholders(2, () => createParameter('bias', 'bias', [2], () => ones([2])));
 * bias.variable.arraySync(); // [0, 0]
 * ```
 */
export function withPlaceholders<T>(elements: number, build: () => T): T {
  if (placeholders !== undefined) return build();
  const made: Variable[] = [];
  placeholders = { elementsLeft: elements, made };
  try {
    return build();
  } catch (error) {
    dispose(made);
    throw error;
  } finally {
    placeholders = undefined;
  }
}

function takeFromBudget(path: string, shape: readonly number[]): void {
  if (placeholders === undefined) return;
  const size = shape.reduce((product, side) => product * side, 1);
  placeholders.elementsLeft -= size;
  if (placeholders.elementsLeft >= 0) return;
  throw new FlowError('invalid-file', {
    path,
    message: 'The configuration asks for more parameters than the file holds.',
    received: `a parameter of shape [${shape}]`,
  });
}

/**
 * The parameters of a part, as its owner lists them.
 *
 * @param prefix the part's place in its owner
 * @example
 * ```ts
 * const bias = createParameter('bias', 'bias', [2], () => zeros([2]));
 * prefixParameters('layers.0', [bias]).map(({ path }) => path); // ['layers.0.bias']
 * ```
 */
export function prefixParameters(prefix: string, parameters: readonly Parameter[]): Parameter[] {
  return parameters.map((parameter) => ({ ...parameter, path: `${prefix}.${parameter.path}` }));
}
