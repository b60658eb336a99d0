import { keep, reshape, type Tensor } from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import { activePack } from '../kernels/memory.ts';
import { asRows, requireTensor, shapeMismatch } from './check.ts';
import { backwardComposed, hiddenComposed } from './dense-network-composed.ts';
import { backwardOnPack, forwardOnPack, runsOnPack } from './dense-network-kernels.ts';
import { HIDDEN_ACTIVATIONS, type HiddenActivation } from './hidden-activation.ts';

/** kernel [in, out], bias [out]. */
export type DenseLayer = { readonly kernel: Tensor; readonly bias: Tensor };

/** What a backward pass needs of a forward pass. It outlives tf.tidy: dispose it. */
export type DenseNetworkSaved = {
  /** [batch, inputs]. */
  readonly x: Tensor;
  readonly layers: readonly DenseLayer[];
  readonly activation: HiddenActivation;
  /** Outputs of the hidden layers but the first, which is computed again. */
  readonly hidden: readonly Tensor[];
  dispose(): void;
};

/** Derivatives for the input, [batch, inputs], and for each layer: kernels [inputs, outputs] and biases [outputs]. */
export type DenseNetworkGradients = {
  readonly dx: Tensor;
  /** One a layer, in the order of the layers. */
  readonly kernels: Tensor[];
  readonly biases: Tensor[];
};

/**
 * Where a gradient goes: a tensor of the parameter's shape that is free to be written over, or nothing. A step
 * after the other, that spares the making of new ones; other backends than wasm make their own.
 */
export type GradientTensors = (parameter: Tensor) => Tensor | undefined;

type Options = { readonly activation?: HiddenActivation };

/**
 * A multilayer perceptron: hₗ = activation(hₗ₋₁·Kₗ + bₗ), the last layer linear. With `relu` (the default) and
 * `tanh` it runs as one kernel in blocks of rows that stay in the cache; other activations, and other
 * backends, run as tfjs ops.
 *
 * @example
 * ```ts
 * const layers = [
 *   { kernel: ones([2, 8]), bias: zeros([8]) },
 *   { kernel: ones([8, 1]), bias: zeros([1]) },
 * ];
 * const { value, saved } = denseNetwork.apply(tensor2d([[1, 2]]), layers, { save: true });
 * value.arraySync(); // [[24]]
 * const { dx, kernels } = denseNetwork.backward(saved, ones([1, 1]));
 * dx.arraySync(); // [[8, 8]]
 * kernels.map(({ shape }) => shape); // [[2, 8], [8, 1]]
 * saved.dispose();
 * ```
 */
export const denseNetwork = { apply, backward };

function apply(
  x: Tensor,
  layers: readonly DenseLayer[],
  options: Options & { readonly save: true },
): { readonly value: Tensor; readonly saved: DenseNetworkSaved };
function apply(
  x: Tensor,
  layers: readonly DenseLayer[],
  options?: Options & { readonly save?: boolean },
): { readonly value: Tensor; readonly saved: DenseNetworkSaved | null };
/**
 * @param x [..., in of the first layer]
 * @param options `save` keeps what `backward` needs
 * @returns value [..., out of the last layer]
 * @throws shape-mismatch, dtype-mismatch, invalid-argument
 */
function apply(
  x: Tensor,
  layers: readonly DenseLayer[],
  { activation = 'relu', save = false }: Options & { readonly save?: boolean } = {},
): { readonly value: Tensor; readonly saved: DenseNetworkSaved | null } {
  checkNetwork(asRows('x', x).features, layers, activation);
  const pack = activePack();
  const { value, hidden } =
    pack && runsOnPack(activation)
      ? forwardOnPack(pack, x, layers, activation, save)
      : hiddenComposed(x, layers, activation, save);
  if (!save) return { value, saved: null };
  // A reshape shares the values; tfjs's clone on wasm copies them.
  const kept = [keep(reshape(x, x.shape)), ...hidden.map((tensor) => keep(tensor))] as const;
  const [input, ...rest] = kept;
  // tf.dispose would walk the list as a tree; this runs twice a layer and step.
  const free = () => kept.forEach((tensor) => void tensor.dispose());
  return { value, saved: { x: input, layers, activation, hidden: rest, dispose: free } };
}

/**
 * @param saved of `apply` with `save`; it stays yours to dispose
 * @param dy the gradient of the value [..., out]
 * @param into tensors for the gradients of kernels and biases
 * @returns dx like x, and the gradients of kernels and biases
 * @throws shape-mismatch, dtype-mismatch
 */
function backward(saved: DenseNetworkSaved, dy: Tensor, into?: GradientTensors): DenseNetworkGradients {
  const outputs = saved.layers.at(-1)?.bias.size ?? 0;
  requireTensor('dy', dy, [...saved.x.shape.slice(0, -1), outputs]);
  const pack = activePack();
  return pack && runsOnPack(saved.activation)
    ? backwardOnPack(pack, saved, dy, into)
    : backwardComposed(saved, dy);
}

/**
 * @param inputs of the first layer
 * @throws shape-mismatch, dtype-mismatch, invalid-argument
 */
export function checkNetwork(
  inputs: number,
  layers: readonly DenseLayer[],
  activation: HiddenActivation,
): void {
  let features = inputs;
  if (layers.length === 0 || HIDDEN_ACTIVATIONS[activation] === undefined) {
    throw new FlowError('invalid-argument', {
      argument: layers.length === 0 ? 'layers' : 'activation',
      message: 'A dense network has one layer at least, and an activation that is known.',
      expected: Object.keys(HIDDEN_ACTIVATIONS).join(', '),
      received: layers.length === 0 ? 'no layer' : String(activation),
    });
  }
  layers.forEach(({ kernel, bias }, index) => {
    const [from, outputs] = kernel.shape;
    if (from !== features || outputs === undefined || kernel.shape.length !== 2) {
      throw shapeMismatch(`layers[${index}].kernel`, `[${features}, out]`, kernel.shape);
    }
    requireTensor(`layers[${index}].bias`, bias, [outputs]);
    features = outputs;
  });
}
