import { FlowError, type GradientStore, gradientNorm, type Parameter, type Rng } from '@flow/backend';
import type { Flow, ValueAndGradients } from '@flow/models';
import type { Tensor } from '@tensorflow/tfjs-core';

import type { Optimizer } from './optimizer.ts';
import type { Batch } from './training-data.ts';

export type StepResult = {
  /** Mean −log p of the batch, nats. */
  readonly loss: number;
  /** Global norm of the gradients before clipping. */
  readonly gradientNorm: number;
  /** Set where the step was not finite and the weights were left alone. */
  readonly skippedAt?: string;
};

export type StepSettings = {
  readonly learningRate: number;
  readonly clipNorm: number;
  readonly rng: Rng;
  /** Of the run: gradients are written into the same tensors at each step. */
  readonly gradients: GradientStore;
};

/** One optimizer step on one batch; a step whose loss or gradient is not finite changes nothing. */
export function trainStep(
  flow: Flow,
  optimizer: Optimizer,
  batch: Batch,
  settings: StepSettings,
): StepResult {
  const { rng, gradients: store } = settings;
  const call = { training: true, rng, gradients: store, ...(batch.context && { context: batch.context }) };
  const result = differentiate(() => flow.valueAndGradients(batch.x, call, batch.weights));
  if ('skippedAt' in result) return result;
  const { loss, gradients, dispose } = result;
  try {
    const updates = trainedParameters(flow).map((parameter) => ({
      parameter,
      gradient: gradientOf(parameter, gradients),
    }));
    const [lossValue = Number.NaN] = loss.dataSync();
    const { norm, firstNonFinite } = gradientNorm(updates.map(({ gradient }) => gradient));
    if (!Number.isFinite(lossValue) || !Number.isFinite(norm)) {
      return {
        loss: lossValue,
        gradientNorm: norm,
        skippedAt: updates[firstNonFinite]?.parameter.path ?? '',
      };
    }
    optimizer.step(updates, settings.learningRate, Math.min(1, settings.clipNorm / norm));
    return { loss: lossValue, gradientNorm: norm };
  } finally {
    dispose();
  }
}

/** A layer that has lost its inverse ends the step as a non-finite one, and says where. */
function differentiate(run: () => ValueAndGradients): ValueAndGradients | Required<StepResult> {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof FlowError) || (error.code !== 'singular' && error.code !== 'not-finite'))
      throw error;
    return { loss: Number.NaN, gradientNorm: Number.NaN, skippedAt: `bijector.${error.path}` };
  }
}

const trainedOf = new WeakMap<readonly Parameter[], readonly Parameter[]>();

/** Trained parameters, each variable once; listed once for a flow, not at each step. */
function trainedParameters({ parameters }: Flow): readonly Parameter[] {
  const known = trainedOf.get(parameters);
  if (known) return known;
  const byVariable = new Map(parameters.filter((p) => p.trainable).map((p) => [p.variable, p]));
  const trained = [...byVariable.values()];
  trainedOf.set(parameters, trained);
  return trained;
}

function gradientOf({ path, variable }: Parameter, gradients: ReadonlyMap<unknown, Tensor>): Tensor {
  const gradient = gradients.get(variable);
  if (gradient) return gradient;
  throw new FlowError('invalid-argument', {
    path,
    message: 'The pullback of this layer gives no gradient for one of its trainable parameters.',
  });
}
