import { blendFlat, type Parameter } from '@flow/backend';
import type { JointGradients } from './join-gradients.ts';
import { gradientOf, type LostStep } from './train-step.ts';

/** What another thread found for its part of a step's rows. */
export type GradientPart = {
  readonly loss: number;
  /** One value after the other, in the order of the trained parameters. */
  readonly gradients: Float32Array;
  /** Its rows, or the sum of their weights. */
  readonly weight: number;
  readonly drift?: number;
  /** Set where there are no gradients. */
  readonly skippedAt?: string;
};

/**
 * Loss and gradients of all parts, Σ Wₖ·gₖ / Σ Wₖ, as a running mean in the order of the parts: the same parts give the
 * same bits. Where one part has none there are none.
 *
 * @param own of the first part, whose tensors are written over
 */
export function joinParts(
  trained: readonly Parameter[],
  own: JointGradients | LostStep,
  ownWeight: number,
  parts: readonly GradientPart[],
): JointGradients | LostStep {
  if ('skippedAt' in own) return own;
  for (const { loss, skippedAt } of parts) {
    if (skippedAt === undefined) continue;
    own.dispose();
    return { loss, gradientNorm: Number.NaN, skippedAt };
  }
  const first = trained.map((parameter) => gradientOf(parameter, own.gradients));
  let [tensors, loss, weight] = [first, own.loss, ownWeight];
  const drifts = own.drift === undefined ? [] : [own.drift];
  for (const part of parts) {
    weight += part.weight;
    const share = part.weight / weight;
    const blended = blendFlat(tensors, part.gradients, share);
    tensors.forEach((tensor, i) => {
      if (tensor !== blended[i] && tensor !== first[i]) tensor.dispose();
    });
    tensors = blended;
    loss += share * (part.loss - loss);
    if (part.drift !== undefined) drifts.push(part.drift);
  }
  const made = tensors.filter((tensor, i) => tensor !== first[i]);
  return {
    loss,
    gradients: new Map(trained.map(({ variable }, i) => [variable, tensors[i] as (typeof tensors)[number]])),
    ...(drifts.length > 0 && { drift: Math.max(...drifts) }),
    dispose() {
      own.dispose();
      for (const tensor of made) tensor.dispose();
    },
  };
}
