import { keep, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { activePack } from '../kernels/memory.ts';
import { requireImages, requireKernel, requireTensor } from './check.ts';
import { backwardOnPack } from './glow-network-backward.ts';
import { applyComposed, backwardComposed } from './glow-network-composed.ts';
import { applyOnPack, hiddenTensors } from './glow-network-forward.ts';

/** Tensors of the network, for `in`, `out` channels and hidden widths `a` and `b`. */
export type GlowNetworkParameters = {
  /** [3, 3, in, a] */
  readonly kernel1: Tensor;
  /** [a] */
  readonly shift1: Tensor;
  /** [a] */
  readonly logScale1: Tensor;
  /** [1, 1, a, b] */
  readonly kernel2: Tensor;
  /** [b] */
  readonly shift2: Tensor;
  /** [b] */
  readonly logScale2: Tensor;
  /** [3, 3, b, out] */
  readonly kernel3: Tensor;
  /** [out] */
  readonly bias3: Tensor;
  /** [out] */
  readonly logScale3: Tensor;
};

/** What a backward pass needs: the input; where memory allows, the hidden activations too, which it computes again otherwise. */
export type GlowNetworkSaved = {
  /** [batch, height, width, channels]. */
  readonly x: Tensor;
  /** [batch, height, width, width of the network] each. */
  readonly hidden?: readonly [first: Tensor, second: Tensor];
};

/** Derivatives for the input, [batch, height, width, channels], and for the parameters. */
export type GlowNetworkGradients = {
  readonly dx: Tensor;
  /** By the names, and in the order, of the parameters. */
  readonly gradients: GlowNetworkParameters;
};

/**
 * The network inside a Glow coupling, in one call:
 * h₁ = relu((conv₃ₓ₃(x) + shift₁)·e^s₁), h₂ = relu((conv₁ₓ₁(h₁) + shift₂)·e^s₂),
 * y = (conv₃ₓ₃(h₂) + bias₃)·e^(3·s₃), all of stride 1 and padding 'same'.
 *
 * Source: Kingma and Dhariwal, "Glow" (2018), section 5 and its released code (`f`, `conv2d_zeros`).
 *
 * @example
 * ```ts
 * const parameters = {
 *   kernel1: ones([3, 3, 1, 8]),
 *   shift1: zeros([8]),
 *   logScale1: zeros([8]),
 *   kernel2: ones([1, 1, 8, 8]),
 *   shift2: zeros([8]),
 *   logScale2: zeros([8]),
 *   kernel3: zeros([3, 3, 8, 2]),
 *   bias3: ones([2]),
 *   logScale3: zeros([2]),
 * };
 * const { value, saved } = glowNetwork.applySaving(ones([1, 4, 4, 1]), parameters);
 * value.shape; // [1, 4, 4, 2]
 * const { dx } = glowNetwork.backward(saved, parameters, value);
 * dx.shape; // [1, 4, 4, 1]
 * ```
 */
export const glowNetwork = {
  /**
   * @param x [batch, height, width, in]
   * @returns [batch, height, width, out]
   * @throws shape-mismatch, dtype-mismatch
   */
  apply(x: Tensor, parameters: GlowNetworkParameters): Tensor {
    checkNetwork(x, parameters);
    const pack = activePack();
    if (pack) return applyOnPack(pack, x, parameters, null).value;
    const { value, hidden } = applyComposed(x, parameters);
    for (const tensor of hidden) tensor.dispose();
    return value;
  },

  /**
   * `apply` that keeps the hidden activations, so that `backward` is a quarter faster.
   *
   * @param x [batch, height, width, in]
   * @returns value [batch, height, width, out]; saved outlives tf.tidy: dispose it
   * @throws shape-mismatch, dtype-mismatch
   */
  applySaving(
    x: Tensor,
    parameters: GlowNetworkParameters,
  ): { readonly value: Tensor; readonly saved: GlowNetworkSaved & { dispose(): void } } {
    checkNetwork(x, parameters);
    const pack = activePack();
    const { value, hidden } = pack
      ? applyOnPack(pack, x, parameters, hiddenTensors(pack, x, parameters))
      : applyComposed(x, parameters);
    // A reshape shares the values; tfjs's clone on wasm copies them.
    const kept = [keep(reshape(x, x.shape)), keep(hidden[0]), keep(hidden[1])] as const;
    const dispose = () => kept.forEach((tensor) => void tensor.dispose());
    return { value, saved: { x: kept[0], hidden: [kept[1], kept[2]], dispose } };
  },

  /**
   * @param saved of `applySaving`, or `{ x }` alone: the hidden activations are then computed again; it stays
   * yours to dispose
   * @param dy the gradient of the value [batch, height, width, out]
   * @returns dx like x, and gradients like parameters
   * @throws shape-mismatch, dtype-mismatch
   */
  backward(saved: GlowNetworkSaved, parameters: GlowNetworkParameters, dy: Tensor): GlowNetworkGradients {
    const { x, hidden } = saved;
    const { widths } = checkNetwork(x, parameters);
    const positions = x.shape.slice(0, 3);
    requireTensor('dy', dy, [...positions, widths[2]]);
    if (hidden) {
      requireTensor('saved.hidden[0]', hidden[0], [...positions, widths[0]]);
      requireTensor('saved.hidden[1]', hidden[1], [...positions, widths[1]]);
    }
    const pack = activePack();
    if (pack) return backwardOnPack(pack, x, hidden ?? null, parameters, dy);
    return backwardComposed(x, hidden ?? null, parameters, dy);
  },
};

/** The widths of h₁, h₂ and y. @throws shape-mismatch, dtype-mismatch */
function checkNetwork(
  x: Tensor,
  p: GlowNetworkParameters,
): { readonly widths: readonly [number, number, number] } {
  const { channels } = requireImages('x', x);
  const first = requireKernel('kernel1', p.kernel1, 3, channels);
  requireTensor('shift1', p.shift1, [first]);
  requireTensor('logScale1', p.logScale1, [first]);
  const second = requireKernel('kernel2', p.kernel2, 1, first);
  requireTensor('shift2', p.shift2, [second]);
  requireTensor('logScale2', p.logScale2, [second]);
  const third = requireKernel('kernel3', p.kernel3, 3, second);
  requireTensor('bias3', p.bias3, [third]);
  requireTensor('logScale3', p.logScale3, [third]);
  return { widths: [first, second, third] };
}
