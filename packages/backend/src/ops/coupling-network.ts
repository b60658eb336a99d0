import { keep, type Tensor } from '@tensorflow/tfjs-core';
import { activePack } from '../kernels/memory.ts';
import { requireTensor, shapeMismatch } from './check.ts';
import { addToColumns, type Columns, checkFeatures, gatherColumns } from './columns.ts';
import { type CouplingOptions, checkScale, couplingTransform, couplingWidth } from './coupling.ts';
import { applyOnPack, backwardOnPack } from './coupling-network-kernels.ts';
import {
  checkNetwork,
  type DenseLayer,
  type DenseNetworkGradients,
  denseNetwork,
  type GradientTensors,
} from './dense-network.ts';
import { runsOnPack } from './dense-network-kernels.ts';
import type { HiddenActivation } from './hidden-activation.ts';
import { shareValues } from './share-values.ts';
import type { WithLogDet } from './types.ts';

/** A coupling whose shifts and log-scales come from a dense network of the columns that pass unchanged. */
export type DenseCoupling = CouplingOptions & {
  readonly layers: readonly DenseLayer[];
  readonly activation: HiddenActivation;
  readonly identity: Columns;
  readonly transformed: Columns;
};

/** What a backward pass needs of a forward pass. It outlives tf.tidy: dispose it. */
export type CouplingNetworkSaved = {
  readonly coupling: DenseCoupling;
  /** The latent side. */
  readonly z: Tensor;
  /** Of the network, for its own backward pass. */
  readonly network: Tensor | ComposedNetwork;
  dispose(): void;
};

type ComposedNetwork = {
  readonly h: Tensor;
  readonly saved: ReturnType<typeof denseNetwork.apply>['saved'] & object;
};

type Result = WithLogDet & { readonly saved: CouplingNetworkSaved | null };

/**
 * A whole coupling layer: [t | r] = network(x at `identity`), then `couplingTransform` at `transformed`. With
 * `relu` and `tanh` it runs on WASM in blocks of rows that stay in the cache, with one tensor for all that
 * a backward pass needs; other activations, and other backends, run the two operations one after the other.
 *
 * @example
 * ```ts
 * const identity = createColumns([0], 2);
 * const { value, logDet, saved } = couplingNetwork.apply(
 *   tensor2d([[1, 2]]),
 *   {
 *     identity,
 *     transformed: complement(identity),
 *     layers: [{ kernel: tensor2d([[3, 0.5]]), bias: zeros([2]) }], // t = 3x, r = x / 2
 *     activation: 'relu',
 *     direction: 'forward',
 *     scale: { kind: 'exp' },
 *   },
 *   { save: true },
 * );
 * value.arraySync(); // [[1, 6.2974]] (2·e^½ + 3)
 * logDet.arraySync(); // [0.5]
 * const { dx } = couplingNetwork.backward(saved, { dValue: ones([1, 2]), dLogDet: zeros([1]) });
 * dx.shape; // [1, 2]
 * saved.dispose();
 * ```
 */
export const couplingNetwork = { apply, backward };

function apply(
  x: Tensor,
  coupling: DenseCoupling,
  options: { readonly save: true },
): Result & { readonly saved: CouplingNetworkSaved };
function apply(x: Tensor, coupling: DenseCoupling, options?: { readonly save?: boolean }): Result;
/**
 * @param x [batch, ..., features]: z for the forward direction, x for the inverse
 * @param options `save` keeps what `backward` needs
 * @returns value [batch, ..., features] and logDet [batch]
 * @throws shape-mismatch, dtype-mismatch, invalid-argument
 */
function apply(
  x: Tensor,
  coupling: DenseCoupling,
  { save = false }: { readonly save?: boolean } = {},
): Result {
  const { batch, positions } = checkFeatures('x', x, coupling.transformed);
  checkCouplingNetwork(coupling);
  const pack = activePack();
  if (pack === null || positions !== 1 || !runsOnPack(coupling.activation)) {
    return applyComposed(x, coupling, save);
  }
  const { value, logDet, network } = applyOnPack(pack, x, coupling, batch, save);
  if (network === null) return { value, logDet, saved: null };
  const z = keep(shareValues(coupling.direction === 'forward' ? x : value));
  keep(network);
  const dispose = () => {
    z.dispose();
    network.dispose();
  };
  return { value, logDet, saved: { coupling, z, network, dispose } };
}

/**
 * @param saved of `apply` with `save`; it stays yours to dispose
 * @param upstream dValue, the gradient of the value, and dLogDet [batch]
 * @param into tensors for the gradients of kernels and biases
 * @returns dx like x, and the gradients of kernels and biases
 * @throws shape-mismatch, dtype-mismatch
 */
function backward(
  { coupling, z, network }: CouplingNetworkSaved,
  upstream: { readonly dValue: Tensor; readonly dLogDet: Tensor },
  into?: GradientTensors,
): DenseNetworkGradients {
  requireTensor('dValue', upstream.dValue, z.shape);
  requireTensor('dLogDet', upstream.dLogDet, [z.shape[0] ?? 0]);
  const pack = activePack();
  if (pack !== null && !('saved' in network)) {
    return backwardOnPack(pack, { coupling, z, network }, upstream, into);
  }
  if (!('saved' in network)) throw shapeMismatch('saved', 'of the backend that runs', network.shape);
  return backwardComposed(coupling, z, network, upstream, into);
}

/** @throws shape-mismatch, dtype-mismatch, invalid-argument */
function checkCouplingNetwork({ layers, activation, identity, transformed, scale }: DenseCoupling): void {
  checkScale(scale);
  checkNetwork(identity.indices.length, layers, activation);
  const outputs = couplingWidth(scale, transformed.indices.length);
  const bias = layers.at(-1)?.bias;
  if (bias?.size !== outputs) throw shapeMismatch('layers', `[in, ${outputs}] at last`, bias?.shape ?? []);
}

function applyComposed(x: Tensor, coupling: DenseCoupling, save: boolean): Result {
  const { layers, activation, identity, transformed } = coupling;
  const steering = gatherColumns(x, identity);
  const { value: h, saved: dense } = denseNetwork.apply(steering, layers, { activation, save });
  steering.dispose();
  const { value, logDet } = couplingTransform.apply(x, h, transformed, coupling);
  if (dense === null) {
    h.dispose();
    return { value, logDet, saved: null };
  }
  const z = keep(shareValues(coupling.direction === 'forward' ? x : value));
  keep(h);
  const dispose = () => {
    for (const held of [z, h, dense]) held.dispose();
  };
  return { value, logDet, saved: { coupling, z, network: { h, saved: dense }, dispose } };
}

function backwardComposed(
  coupling: DenseCoupling,
  z: Tensor,
  { h, saved }: ComposedNetwork,
  upstream: { readonly dValue: Tensor; readonly dLogDet: Tensor },
  into: GradientTensors | undefined,
): DenseNetworkGradients {
  const { dx, dh } = couplingTransform.backward({ z, h }, coupling.transformed, upstream, coupling);
  const { dx: dSteering, kernels, biases } = denseNetwork.backward(saved, dh, into);
  const total = addToColumns(dx, dSteering, coupling.identity);
  for (const temporary of [dx, dh, dSteering]) temporary.dispose();
  return { dx: total, kernels, biases };
}
