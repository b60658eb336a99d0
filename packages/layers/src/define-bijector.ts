import { FlowError, type Json, type Parameter, requireInit } from '@flow/backend';
import { dispose, keep, Tensor, tidy } from '@tensorflow/tfjs-core';
import { autodiffPullback } from './autodiff-pullback.ts';
import type { Bijector, Call, NamedLayer, Pullback, RebuiltGradients, WithLogDet } from './bijector.ts';
import type { LatentSlice } from './latent-layout.ts';
import { gradientTensors } from './pullback.ts';
import { batchShapeText, type Shape } from './shape.ts';
import { share } from './share.ts';

/** A layer's own mathematics: everything else about a bijector comes from `defineBijector`. */
export type BijectorSpec = {
  readonly kind: string;
  readonly dataShape: Shape;
  /** Where it differs from `dataShape`. */
  readonly latentShape?: Shape;
  readonly contextShape?: Shape | undefined;
  readonly parameters?: readonly Parameter[];
  /** The parts of a composition, in the order of `forward`. */
  readonly layers?: readonly NamedLayer[];
  /** The parts of a composition that are not applied one after the other to the whole; those near z first. */
  readonly parts?: readonly NamedLayer[];
  /** What the flat latent holds where; a composition has that of its first part. */
  readonly latentLayout?: readonly LatentSlice[];
  /** Default true. */
  readonly recomputable?: boolean;
  /** Default true. */
  readonly rowIndependent?: boolean;
  forward(z: Tensor, call: Call): WithLogDet;
  inverse(x: Tensor, call: Call): WithLogDet;
  initialize?(x: Tensor, call: Call): WithLogDet;
  /** Hand-written backward passes; tfjs's autodiff stands in for those that are absent. */
  inversePullback?(x: Tensor, call: Call): Pullback;
  forwardPullback?(z: Tensor, call: Call): Pullback;
  /** Where x and the gradients can be had from z for less than `forward` and `inversePullback` together. */
  pullbackFromOutput?(z: Tensor, dValue: Tensor, dLogDet: Tensor, call: Call): RebuiltGradients;
  /** The constructor's options, without `kind`. */
  config(): { readonly [key: string]: Json };
  /** Frees what is not in `parameters`. */
  dispose?(): void;
};

/**
 * Makes a bijector from its mathematics. Inputs are checked here, once for all layers; temporaries are
 * tidied; pullbacks that the layer does not write by hand come from autodiff over that layer alone.
 *
 * @returns a bijector from [batch, ...latentShape] to [batch, ...dataShape]
 * @throws not-initialized
 * @example
 * ```ts
 * const double = (features: number) => defineBijector({
 *   kind: 'double',
 *   dataShape: [features],
 *   forward: (z) => ({ value: tf.mul(z, 2), logDet: tf.fill([z.shape[0]], features * Math.log(2)) }),
 *   inverse: (x) => ({ value: tf.div(x, 2), logDet: tf.fill([x.shape[0]], -features * Math.log(2)) }),
 *   config: () => ({ features }),
 * });
 * ```
 */
export function defineBijector(spec: BijectorSpec): Bijector {
  requireInit(spec.kind);
  const { kind, dataShape, latentShape = dataShape, contextShape, parameters = [] } = spec;
  const latentLayout = spec.latentLayout ?? spec.layers?.[0]?.layer.latentLayout;
  let disposed = false;
  const check = (direction: string, input: Tensor, shape: Shape, call: Call) => {
    if (disposed) throw new FlowError('already-disposed', { message: `This ${kind} has been disposed.` });
    checkInput(`${kind}.${direction}`, input, shape);
    checkContext(`${kind}.${direction}`, input, contextShape, call.context);
    return contextShape ? call : withoutContext(call);
  };
  const runForward = (z: Tensor, own: Call) => owned(`${kind}.forward`, spec.forward(z, own), z, dataShape);
  const runInverse = (x: Tensor, own: Call) => owned(`${kind}.inverse`, spec.inverse(x, own), x, latentShape);
  const forward = (z: Tensor, call: Call = {}) => {
    const own = check('forward', z, latentShape, call);
    return tidy(() => runForward(z, own));
  };
  const inverse = (x: Tensor, call: Call = {}) => {
    const own = check('inverse', x, dataShape, call);
    return tidy(() => runInverse(x, own));
  };
  const inversePullback = (x: Tensor, own: Call) =>
    spec.inversePullback?.(x, own) ?? autodiffPullback(runInverse, x, own, parameters);
  const rebuild = (z: Tensor, dValue: Tensor, dLogDet: Tensor, own: Call): RebuiltGradients => {
    const { value: input, logDet } = tidy(() => runForward(z, own));
    dispose(logDet);
    try {
      const run = inversePullback(input, own);
      dispose([run.value, run.logDet]);
      return { ...run.pullback(dValue, dLogDet), input };
    } catch (error) {
      dispose(input);
      throw error;
    }
  };
  return {
    kind,
    dataShape,
    latentShape,
    ...(contextShape && { contextShape }),
    parameters,
    ...(spec.layers && { layers: spec.layers }),
    ...(spec.parts && { parts: spec.parts }),
    ...(latentLayout && { latentLayout }),
    recomputable: spec.recomputable ?? true,
    rowIndependent: spec.rowIndependent ?? true,
    forward,
    inverse,
    initialize(x, call = {}) {
      const own = check('initialize', x, dataShape, call);
      return tidy(() =>
        spec.initialize
          ? owned(`${kind}.initialize`, spec.initialize(x, own), x, latentShape)
          : runInverse(x, own),
      );
    },
    inversePullback(x, call = {}) {
      const own = check('inversePullback', x, dataShape, call);
      return inversePullback(x, own);
    },
    forwardPullback(z, call = {}) {
      const own = check('forwardPullback', z, latentShape, call);
      return spec.forwardPullback?.(z, own) ?? autodiffPullback(runForward, z, own, parameters);
    },
    pullbackFromOutput(z, dValue, dLogDet, call = {}) {
      const own = check('pullbackFromOutput', z, latentShape, call);
      checkInput(`${kind}.pullbackFromOutput (dValue)`, dValue, latentShape);
      checkInput(`${kind}.pullbackFromOutput (dLogDet)`, dLogDet, []);
      if (spec.recomputable === false) throw notRecomputable(kind);
      const result = spec.pullbackFromOutput?.(z, dValue, dLogDet, own) ?? rebuild(z, dValue, dLogDet, own);
      // As those of a pullback, they outlive a tidy of the caller, which does not see into a Map.
      for (const gradient of gradientTensors(result)) keep(gradient);
      return result;
    },
    config: () => ({ kind, ...spec.config() }),
    dispose() {
      if (disposed) return;
      disposed = true;
      for (const { variable } of parameters) variable.dispose();
      spec.dispose?.();
    },
  };
}

function notRecomputable(kind: string): FlowError {
  return new FlowError('invalid-argument', {
    argument: 'z',
    message: `The input of ${kind} cannot be rebuilt from its output: store it and call inversePullback.`,
  });
}

/** A layer without a context does not see one, so that conditioned and plain layers mix. */
function withoutContext(call: Call): Call {
  if (call.context === undefined) return call;
  const { context, ...rest } = call;
  return rest;
}

/**
 * A layer's result, checked, in tensors of its own: a layer may hand its input on as it is, and the caller
 * disposes both.
 *
 * @throws shape-mismatch
 */
function owned(where: string, { value, logDet }: WithLogDet, input: Tensor, shape: Shape): WithLogDet {
  const batch = input.shape[0] as number;
  checkResult(where, 'value', value, [batch, ...shape]);
  checkResult(where, 'logDet', logDet, [batch]);
  return { value: value === input ? share(value) : value, logDet };
}

function checkResult(where: string, argument: string, result: Tensor, shape: Shape): void {
  if (result instanceof Tensor && result.shape.join() === shape.join()) return;
  throw new FlowError('shape-mismatch', {
    argument,
    message: `${where} returned another shape than it promised.`,
    expected: `[${shape.join(', ')}]`,
    received: result instanceof Tensor ? `[${result.shape.join(', ')}]` : typeof result,
  });
}

function checkInput(where: string, input: Tensor, shape: Shape): void {
  checkTensor(where, 'input', input);
  if (input.rank !== shape.length + 1 || shape.some((side, i) => input.shape[i + 1] !== side)) {
    throw new FlowError('shape-mismatch', {
      argument: 'input',
      message: `${where} takes another shape.`,
      expected: batchShapeText(shape),
      received: `[${input.shape.join(', ')}]`,
    });
  }
  checkDtype(where, 'input', input);
}

function checkContext(
  where: string,
  input: Tensor,
  shape: Shape | undefined,
  context: Tensor | undefined,
): void {
  if (shape === undefined) return;
  if (context === undefined) {
    throw new FlowError('context-missing', {
      argument: 'context',
      message: `${where} is conditioned on a context: pass { context }.`,
      expected: `a tensor [${[input.shape[0], ...shape].join(', ')}]`,
    });
  }
  checkTensor(where, 'context', context);
  const expected = [input.shape[0], ...shape];
  if (context.rank !== expected.length || expected.some((side, i) => context.shape[i] !== side)) {
    throw new FlowError('shape-mismatch', {
      argument: 'context',
      message: `${where} takes a context of another shape.`,
      expected: `[${expected.join(', ')}]`,
      received: `[${context.shape.join(', ')}]`,
    });
  }
  checkDtype(where, 'context', context);
}

function checkTensor(where: string, argument: string, given: Tensor): void {
  if (!(given instanceof Tensor)) {
    throw new FlowError('invalid-argument', {
      argument,
      message: `${where} takes a tensor; arrays go to a Flow, or through tf.tensor().`,
      received: Array.isArray(given) ? 'an array' : typeof given,
    });
  }
  if (given.isDisposed) {
    throw new FlowError('already-disposed', { argument, message: `${where} got a disposed tensor.` });
  }
}

function checkDtype(where: string, argument: string, tensor: Tensor): void {
  if (tensor.dtype === 'float32') return;
  throw new FlowError('dtype-mismatch', {
    argument,
    message: `${where} computes in float32: convert with tf.cast(tensor, 'float32').`,
    expected: 'float32',
    received: tensor.dtype,
  });
}
