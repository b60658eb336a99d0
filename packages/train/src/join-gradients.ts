import type { GradientStore, Parameter } from '@flow/backend';
import type { ValueAndGradients } from '@flow/models';
import { add, dispose, mul, type Tensor, tidy, type Variable } from '@tensorflow/tfjs-core';

/** The loss of one or more batches and its gradients. */
export type JointGradients = {
  readonly loss: number;
  readonly gradients: ReadonlyMap<Variable, Tensor>;
  /** The largest of the batches'. */
  readonly drift?: number;
  /** Σ g² of each trained parameter, where that is known. */
  readonly squares?: readonly number[];
  /** Where threads move the parameters together. */
  readonly share?: GradientShare;
  dispose(): void;
};

/** This thread's part of a step that several take together; the gradients are its. */
export type GradientShare = {
  readonly parameters: readonly Parameter[];
  /**
   * Makes the other threads move theirs while this one moves its own. Where one of them cannot, nothing has moved.
   *
   * @throws worker-failed, what `moveOwn` throws
   */
  move(
    numbers: { readonly learningRate: number; readonly gradientScale: number },
    moveOwn: () => void,
  ): Promise<void>;
};

/** One part of a step's rows: its gradients, and its rows or the sum of their weights. */
export type Part = { readonly weight: number; run(): ValueAndGradients };

/**
 * Loss and gradients of several batches as if they were one: Σ Wₖ·gₖ / Σ Wₖ. Only one batch's activations are in
 * memory at a time.
 */
export function joinGradients(parts: readonly Part[], store: GradientStore): JointGradients {
  const [first] = parts;
  if (parts.length === 1 && first) return withNumber(first.run());
  const total = parts.reduce((sum, { weight }) => sum + weight, 0);
  const sums = new Map<Variable, Tensor>();
  const drifts: number[] = [];
  let loss = 0;
  try {
    for (const { weight, run } of parts) {
      const { loss: partLoss, gradients, drift, dispose: free } = withNumber(run());
      if (drift !== undefined) drifts.push(drift);
      loss += (weight / total) * partLoss;
      for (const [variable, gradient] of gradients) addTo(sums, variable, gradient, weight / total);
      free();
    }
  } catch (error) {
    dispose([...sums.values()]);
    throw error;
  }
  return {
    loss,
    gradients: sums,
    ...(drifts.length > 0 && { drift: Math.max(...drifts) }),
    dispose: () => sums.forEach((gradient, variable) => void store.give(variable, gradient)),
  };
}

function withNumber({ loss, ...rest }: ValueAndGradients): JointGradients {
  const [value = Number.NaN] = loss.dataSync();
  return { ...rest, loss: value };
}

function addTo(sums: Map<Variable, Tensor>, variable: Variable, gradient: Tensor, share: number): void {
  const sum = sums.get(variable);
  sums.set(
    variable,
    tidy(() => (sum ? add(sum, mul(gradient, share)) : mul(gradient, share))),
  );
  sum?.dispose();
}
