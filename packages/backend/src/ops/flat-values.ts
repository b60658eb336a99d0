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

/** The values of the same tensors in one thread of several. */
export type FlatPart = {
  /** One tensor after the other; without it the tensors that are given, which are those of this thread. */
  readonly flat?: Float32Array;
  /** Above 0. */
  readonly weight: number;
};

/**
 * The mean of tensors over threads, Σ Wₖ·tₖ / Σ Wₖ, as a running mean in the order of the parts: every thread that joins
 * the same parts gets the same bits.
 *
 * Source: the running weighted mean of West, "Updating mean and variance estimates" (1979).
 *
 * @param tensors of any shapes; their values count where one of the parts is theirs
 * @param parts each thread's; those of this one once at most
 * @returns `means`, the same tensors, written in place, or a new one where others share a tensor's values; `squares`,
 *   Σ m² of each in float64, for `normOfSquares`
 * @throws invalid-argument, backend-missing
 * @example
 * ```ts
 * const parts = [{ weight: 3 }, { flat: Float32Array.of(4, 8), weight: 1 }];
 * const { means, squares } = meanFlat([tensor1d([0, 0])], parts);
 * means[0]?.arraySync(); // [1, 2]
 * squares; // [5]
 * ```
 */
export function meanFlat(
  tensors: readonly Tensor[],
  parts: readonly FlatPart[],
): { readonly means: Tensor[]; readonly squares: number[] } {
  const pack = packFor(tensors, ...parts.flatMap(({ flat }) => flat ?? []));
  const last = new Map(tensors.map((tensor, i) => [tensor, i]));
  const squares: number[] = [];
  let at = 0;
  const means = tensors.map((tensor, i) => {
    // One that comes again is left as it is until its last time.
    const isOwn = pack.shareCount(tensor) === 1 && last.get(tensor) === i;
    const mean = isOwn ? tensor : copyOf(pack, tensor);
    squares.push(joinInto(pack, mean, parts, at));
    at += tensor.size;
    return mean;
  });
  return { means, squares };
}

/** Values that are joined at once: all of them stay in the processor's cache. */
const BLOCK = 1 << 14;

/** @param from where the tensor's values start in each part @returns Σ m² */
function joinInto(pack: KernelPack, tensor: Tensor, parts: readonly FlatPart[], from: number): number {
  const ownIsLater = parts.findIndex(({ flat }) => flat === undefined) > 0;
  const beside = pack.workspace(8 * BLOCK);
  const start = pack.address(tensor);
  let squares = 0;
  for (let done = 0; done < tensor.size; done += BLOCK) {
    const size = Math.min(BLOCK, tensor.size - done);
    const own = start + 4 * done;
    const sum = ownIsLater ? beside + 4 * BLOCK : own;
    let weights = 0;
    for (const [place, { flat, weight }] of parts.entries()) {
      weights += weight;
      const isFirst = place === 0;
      let source = own;
      if (flat) {
        source = isFirst ? sum : beside;
        pack.floats(source, size).set(flat.subarray(from + done, from + done + size));
      }
      if (!isFirst) pack.kernels.movingAverage(sum, source, size, weight / weights);
    }
    if (ownIsLater) pack.floats(own, size).set(pack.floats(sum, size));
    squares += pack.kernels.sumSquares(own, size);
  }
  return squares;
}

function copyOf(pack: KernelPack, tensor: Tensor): Tensor {
  const copy = pack.tensor(tensor.shape);
  pack.floats(pack.address(copy), copy.size).set(pack.floats(pack.address(tensor), tensor.size));
  return copy;
}

function packFor(tensors: readonly Tensor[], ...flats: readonly Float32Array[]): KernelPack {
  const pack = activePack();
  if (!pack) {
    throw new FlowError('backend-missing', {
      message: 'Values are copied in one go on the wasm backend only.',
      expected: 'wasm',
    });
  }
  for (const tensor of tensors) requireTensor('tensors', tensor, tensor.shape);
  const size = tensors.reduce((sum, tensor) => sum + tensor.size, 0);
  const wrong = flats.find(({ length }) => length !== size);
  if (!wrong) return pack;
  throw new FlowError('invalid-argument', {
    argument: 'flat',
    message: 'The array holds as many values as the tensors together.',
    expected: String(size),
    received: String(wrong.length),
  });
}
