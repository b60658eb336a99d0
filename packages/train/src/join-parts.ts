import { type FlatPart, meanFlat, type Parameter } from '@flow/backend';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { JointGradients } from './join-gradients.ts';
import { gradientOf, type LostStep } from './train-step.ts';
import type { StepAnswer } from './worker-messages.ts';

/** What a thread found for its part of a step's rows. */
export type GradientPart = Pick<StepAnswer, 'loss' | 'drift' | 'skippedAt'> & {
  /** Its rows, or the sum of their weights. */
  readonly weight: number;
};

/** One value after the other, in the order of the parameters. */
export type FlatGradients = { readonly flat: Float32Array; readonly weight: number };

/** Where one part of a step is lost all of it is. Frees the gradients of this thread. */
export function lostPart(
  own: JointGradients | LostStep,
  parts: readonly Pick<GradientPart, 'loss' | 'skippedAt'>[],
): LostStep | undefined {
  if ('skippedAt' in own) return own;
  for (const { loss, skippedAt } of parts) {
    if (skippedAt === undefined) continue;
    own.dispose();
    return { loss, gradientNorm: Number.NaN, skippedAt };
  }
  return undefined;
}

/** Loss of all parts, Σ Wₖ·lₖ / Σ Wₖ, as a running mean in their order, and the largest drift. */
export function joinLosses(parts: readonly GradientPart[]): Pick<JointGradients, 'loss' | 'drift'> {
  let [loss, weights] = [parts[0]?.loss ?? Number.NaN, 0];
  for (const part of parts) {
    weights += part.weight;
    loss += (part.weight / weights) * (part.loss - loss);
  }
  const drifts = parts.flatMap(({ drift }) => drift ?? []);
  return { loss, ...(drifts.length > 0 && { drift: Math.max(...drifts) }) };
}

/**
 * Gradients of all parts, Σ Wₖ·gₖ / Σ Wₖ, as a running mean in their order: the same parts give the same bits.
 *
 * @param own of the first part, whose tensors are written over
 */
export function joinParts(
  parameters: readonly Parameter[],
  own: JointGradients,
  ownWeight: number,
  others: readonly FlatGradients[],
): Required<Pick<JointGradients, 'gradients' | 'squares' | 'dispose'>> {
  const first = parameters.map((parameter) => gradientOf(parameter, own.gradients));
  const { tensors, ...joint } = joinTensors(first, [{ weight: ownWeight }, ...others], own.dispose);
  return {
    gradients: new Map(parameters.map(({ variable }, i) => [variable, tensors[i] as Tensor])),
    ...joint,
  };
}

/** `meanFlat`, and what frees its means. @param free frees the tensors that are given */
export function joinTensors(
  given: readonly Tensor[],
  parts: readonly FlatPart[],
  free: () => void,
): { readonly tensors: readonly Tensor[]; readonly squares: readonly number[]; dispose(): void } {
  const { means: tensors, squares } = meanFlat(given, parts);
  return {
    tensors,
    squares,
    dispose() {
      free();
      for (const [i, tensor] of tensors.entries()) if (tensor !== given[i]) tensor.dispose();
    },
  };
}

/** Waits for work, without which gradients are of no use. */
export async function orDispose<T>(
  gradients: Pick<JointGradients, 'dispose'> | LostStep,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ('dispose' in gradients) gradients.dispose();
    throw error;
  }
}
