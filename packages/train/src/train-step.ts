import { FlowError, gradientNorm, type Parameter, type Rng } from '@flow/backend';
import type { Flow } from '@flow/models';
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

export type StepSettings = { readonly learningRate: number; readonly clipNorm: number; readonly rng: Rng };

/** One optimizer step on one batch; a step whose loss or gradient is not finite changes nothing. */
export function trainStep(
  flow: Flow,
  optimizer: Optimizer,
  batch: Batch,
  settings: StepSettings,
): StepResult {
  const call = { training: true, rng: settings.rng, ...(batch.context && { context: batch.context }) };
  const { loss, gradients, dispose } = flow.valueAndGradients(batch.x, call, batch.weights);
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

/** Trained parameters, each variable once. */
function trainedParameters(flow: Flow): Parameter[] {
  const byVariable = new Map(flow.parameters.filter((p) => p.trainable).map((p) => [p.variable, p]));
  return [...byVariable.values()];
}

function gradientOf({ path, variable }: Parameter, gradients: ReadonlyMap<unknown, Tensor>): Tensor {
  const gradient = gradients.get(variable);
  if (gradient) return gradient;
  throw new FlowError('invalid-argument', {
    path,
    message: 'The pullback of this layer gives no gradient for one of its trainable parameters.',
  });
}
