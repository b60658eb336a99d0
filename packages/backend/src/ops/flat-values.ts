import type { Tensor, Variable } from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import { activePack, type KernelPack } from '../kernels/memory.ts';
import { requireTensor } from './check.ts';

/**
 * Copies the values of tensors into one array, one after the other.
 *
 * @param flat [number of all values], written
 * @throws invalid-argument, backend-missing
 * @example
 * ```ts
 * const flat = new Float32Array(3);
 * readFlat([tensor1d([1, 2]), scalar(3)], flat);
 * flat; // [1, 2, 3]
 * ```
 */
export function readFlat(tensors: readonly Tensor[], flat: Float32Array): void {
  const pack = packFor(tensors, flat);
  let at = 0;
  for (const tensor of tensors) {
    flat.set(pack.floats(pack.address(tensor), tensor.size), at);
    at += tensor.size;
  }
}

/**
 * The way back: writes the values of one array into variables, in place.
 *
 * @param flat [number of all values], the variables one after the other
 * @throws invalid-argument, backend-missing
 * @example
 * ```ts
 * const weights = variable(zeros([2]));
 * writeFlat([weights], Float32Array.of(1, 2));
 * weights.arraySync(); // [1, 2]
 * ```
 */
export function writeFlat(variables: readonly Variable[], flat: Float32Array): void {
  const pack = packFor(variables, flat);
  let at = 0;
  for (const variable of variables) {
    if (pack.shareCount(variable) > 1) {
      const own = pack.tensor(variable.shape);
      variable.assign(own);
      own.dispose();
    }
    pack.floats(pack.address(variable), variable.size).set(flat.subarray(at, at + variable.size));
    at += variable.size;
  }
}

/**
 * Moves each tensor towards its part of an array: t += share·(flat − t).
 *
 * @param tensors of any shapes
 * @param flat [number of all values], the tensors one after the other
 * @param share from 0, which leaves the tensors as they are, to 1
 * @returns the same tensors, written in place; a new one where others share a tensor's values
 * @throws invalid-argument, backend-missing
 * @example
 * ```ts
 * const [moved] = blendFlat([tensor1d([0, 0])], Float32Array.of(2, 4), 0.5);
 * moved?.arraySync(); // [1, 2]
 * ```
 */
export function blendFlat(tensors: readonly Tensor[], flat: Float32Array, share: number): Tensor[] {
  const pack = packFor(tensors, flat);
  const last = new Map(tensors.map((tensor, i) => [tensor, i]));
  let at = 0;
  return tensors.map((tensor, i) => {
    // One that comes again is left as it is until its last time.
    const isOwn = pack.shareCount(tensor) === 1 && last.get(tensor) === i;
    const other = flat.subarray(at, at + tensor.size);
    at += tensor.size;
    return isOwn ? blend(pack, tensor, other, share) : blend(pack, copyOf(pack, tensor), other, share);
  });
}

function blend(pack: KernelPack, tensor: Tensor, other: Float32Array, share: number): Tensor {
  const beside = pack.workspace(other.byteLength);
  pack.floats(beside, other.length).set(other);
  pack.kernels.movingAverage(pack.address(tensor), beside, tensor.size, share);
  return tensor;
}

function copyOf(pack: KernelPack, tensor: Tensor): Tensor {
  const copy = pack.tensor(tensor.shape);
  pack.floats(pack.address(copy), copy.size).set(pack.floats(pack.address(tensor), tensor.size));
  return copy;
}

function packFor(tensors: readonly Tensor[], flat: Float32Array): KernelPack {
  const pack = activePack();
  if (!pack) {
    throw new FlowError('backend-missing', {
      message: 'Values are copied in one go on the wasm backend only.',
      expected: 'wasm',
    });
  }
  for (const tensor of tensors) requireTensor('tensors', tensor, tensor.shape);
  const size = tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  if (size === flat.length) return pack;
  throw new FlowError('invalid-argument', {
    argument: 'flat',
    message: 'The array holds as many values as the tensors together.',
    expected: String(size),
    received: String(flat.length),
  });
}
