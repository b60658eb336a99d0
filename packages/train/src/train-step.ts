import { FlowError, type GradientStore, gradientNorm, normOfSquares, type Parameter } from '@flow/backend';
import type { Memory } from '@flow/layers';
import { dequantisationNoise, type Flow } from '@flow/models';
import type { Tensor } from '@tensorflow/tfjs-core';
import { type JointGradients, joinGradients, type Part } from './join-gradients.ts';
import type { Optimizer } from './optimizer.ts';
import { trainedParameters } from './trained-parameters.ts';
import type { Batch } from './training-data.ts';

export type StepResult = {
  /** Mean −log p of the batch, nats. */
  readonly loss: number;
  /** Global norm of the gradients before clipping. */
  readonly gradientNorm: number;
  /** With `memory: 'recompute'`, how far rebuilt inputs were from those given. */
  readonly drift?: number;
  /** Set where the step was not finite and the weights were left alone. */
  readonly skippedAt?: string;
};

/** A step that was over before there were gradients. */
export type LostStep = StepResult & { readonly skippedAt: string };

export type GradientSettings = {
  /** Of the noise, with the epoch and the rows of a batch. */
  readonly seed: number;
  readonly epoch: number;
  /** Of the run: gradients are written into the same tensors at each step. */
  readonly gradients: GradientStore;
  readonly memory?: Memory | undefined;
};

export type StepSettings = { readonly learningRate: number; readonly clipNorm: number };

/** Norm of the gradients above which their squares, which Adam remembers, leave float32. Such a step has lost its way. */
const LARGEST_NORM = 1e18;

/**
 * Moves the parameters by gradients, clipped to their norm, and frees these; where the loss or a gradient is not finite
 * nothing changes.
 *
 * @throws worker-failed
 */
export async function takeStep(
  flow: Flow,
  optimizer: Optimizer,
  { loss, gradients, squares, share, drift, dispose }: JointGradients,
  { learningRate, clipNorm }: StepSettings,
): Promise<StepResult> {
  const measured = drift !== undefined && { drift };
  try {
    const trained = trainedParameters(flow);
    const updates = (share?.parameters ?? trained).map((parameter) => ({
      parameter,
      gradient: gradientOf(parameter, gradients),
    }));
    const { norm, firstNonFinite } = squares
      ? normOfSquares(squares)
      : gradientNorm(updates.map(({ gradient }) => gradient));
    if (!Number.isFinite(loss) || !(norm <= LARGEST_NORM)) {
      const skippedAt = trained[firstNonFinite]?.path ?? '';
      return { loss, gradientNorm: norm, skippedAt, ...measured };
    }
    const gradientScale = Math.min(1, clipNorm / norm);
    const moveOwn = () => optimizer.step(updates, learningRate, gradientScale);
    if (share) await share.move({ learningRate, gradientScale }, moveOwn);
    else moveOwn();
    return { loss, gradientNorm: norm, ...measured };
  } finally {
    dispose();
  }
}

/**
 * Loss and gradients of one batch, or of several as if they were one. A layer that has lost its inverse ends the step as
 * a non-finite one, and says where.
 */
export function differentiate(
  flow: Flow,
  batches: readonly Batch[],
  { seed, epoch, gradients: store, memory = 'store' }: GradientSettings,
): JointGradients | LostStep {
  const parts = batches.map((batch): Part => {
    const { x, context, weights, rows } = batch;
    const rng = dequantisationNoise(seed, epoch, rows);
    const call = { training: true, rng, gradients: store, memory, ...(context && { context }) };
    return { weight: weightOf(batch), run: () => flow.valueAndGradients(x, call, weights) };
  });
  try {
    return joinGradients(parts, store);
  } catch (error) {
    if (!(error instanceof FlowError) || (error.code !== 'singular' && error.code !== 'not-finite'))
      throw error;
    return { loss: Number.NaN, gradientNorm: Number.NaN, skippedAt: `bijector.${error.path}` };
  }
}

/** What a batch counts beside others: its rows, or the sum of their weights. */
function weightOf({ rows, weightSum }: Batch): number {
  return weightSum ?? rows.length;
}

/** The gradient of a trained parameter. @throws invalid-argument */
export function gradientOf({ path, variable }: Parameter, gradients: ReadonlyMap<unknown, Tensor>): Tensor {
  const gradient = gradients.get(variable);
  if (gradient) return gradient;
  throw new FlowError('invalid-argument', {
    path,
    message: 'The pullback of this layer gives no gradient for one of its trainable parameters.',
  });
}
