import type { Mathematics, ReferenceBijector } from './bijection.ts';
import { glowNet } from './conditioners/glow-net.ts';
import { mlp } from './conditioners/mlp.ts';
import { residualConvNet } from './conditioners/residual-conv-net.ts';
import { residualMlp } from './conditioners/residual-mlp.ts';
import { zeroConv } from './conditioners/zero-conv.ts';
import { configAt, type Json } from './config.ts';
import { InterpreterError } from './interpreter-error.ts';
import { actNorm } from './kinds/act-norm.ts';
import { additiveCoupling } from './kinds/additive-coupling.ts';
import { affineCoupling } from './kinds/affine-coupling.ts';
import { batchNorm } from './kinds/batch-norm.ts';
import { chain } from './kinds/chain.ts';
import { contextAffine } from './kinds/context-affine.ts';
import { elementwiseAffine } from './kinds/elementwise-affine.ts';
import { exp } from './kinds/exp.ts';
import { invert } from './kinds/invert.ts';
import { invertibleLinear } from './kinds/invertible-linear.ts';
import { leakyRelu } from './kinds/leaky-relu.ts';
import { logit } from './kinds/logit.ts';
import { multiScale } from './kinds/multi-scale.ts';
import { permutation } from './kinds/permutation.ts';
import { power } from './kinds/power.ts';
import { sigmoid } from './kinds/sigmoid.ts';
import { softplus } from './kinds/softplus.ts';
import { squeeze } from './kinds/squeeze.ts';
import { standardise } from './kinds/standardise.ts';
import { tanh } from './kinds/tanh.ts';
import { uniformDequantise } from './kinds/uniform-dequantise.ts';
import { variationalDequantise } from './kinds/variational-dequantise.ts';
import { openParameters, type Parameters, type Tensors } from './parameters.ts';
import type { BijectorKind, ConditionerKind, Part } from './part.ts';

const bijectorKinds: Readonly<Record<string, BijectorKind>> = {
  actNorm,
  additiveCoupling,
  affineCoupling,
  batchNorm,
  chain,
  contextAffine,
  elementwiseAffine,
  exp,
  invert,
  invertibleLinear,
  leakyRelu,
  logit,
  multiScale,
  permutation,
  power,
  sigmoid,
  softplus,
  squeeze,
  standardise,
  tanh,
  uniformDequantise,
  variationalDequantise,
};

const conditionerKinds: Readonly<Record<string, ConditionerKind>> = {
  glowNet,
  mlp,
  residualConvNet,
  residualMlp,
  zeroConv,
};

/** The kinds that the interpreter knows, to be compared with the library's registry. */
export const knownKinds = {
  bijectors: Object.keys(bijectorKinds),
  conditioners: Object.keys(conditionerKinds),
} as const;

/**
 * A float64 interpreter of a bijector's saved configuration, for one flattened row at a time.
 *
 * @param config what the layer's `config()` gave
 * @param tensors its parameters by path; every one must be used
 * @throws InterpreterError where a kind is unknown or a parameter is missing, misshapen or left over
 */
export function referenceBijector(config: Json, tensors: Tensors = new Map()): ReferenceBijector {
  const { root, unread } = openParameters(tensors);
  const bijector = buildBijector(config, root);
  const left = unread();
  if (left.length === 0) return bijector;
  throw new InterpreterError(`No part of the model asks for ${left.join(', ')}.`);
}

function buildBijector(json: Json | undefined, parameters: Parameters): ReferenceBijector {
  const config = configAt(json, parameters.path);
  const kind = lookUp('bijector', bijectorKinds, config.kind, parameters.path);
  return checkInputs(config.kind, kind(config, partOf(parameters)));
}

function partOf(parameters: Parameters): Part {
  return {
    parameter: (name, shape) => parameters.read(name, shape),
    bijector: (config, segment) => buildBijector(config, parameters.within(segment)),
    conditioner(json, segment) {
      const inner = parameters.within(segment);
      const config = configAt(json, inner.path);
      return lookUp('conditioner', conditionerKinds, config.kind, inner.path)(config, partOf(inner));
    },
  };
}

/** Each map gets an input of its own size, as float64. */
function checkInputs(kind: string, { size, forward, inverse }: Mathematics): ReferenceBijector {
  const row = (input: ArrayLike<number>): Float64Array => {
    if (input.length === size) return Float64Array.from(input);
    throw new InterpreterError(`${kind}: expected one row of ${size} numbers, got ${input.length}.`);
  };
  return {
    size,
    forward: (z, call = {}) => forward(row(z), call),
    inverse: (x, call = {}) => inverse(row(x), call),
  };
}

function lookUp<T>(what: string, kinds: Readonly<Record<string, T>>, kind: string, path: string): T {
  const found = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (found !== undefined) return found;
  throw new InterpreterError(
    `${path}: the reference knows no ${what} of kind '${kind}', only ${Object.keys(kinds).join(', ')}.`,
  );
}
