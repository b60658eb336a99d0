import {
  add,
  gather,
  reshape,
  type Tensor,
  tensor1d,
  tidy,
  transpose,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import type { Address } from '../kernels/exports.ts';
import { activePack, type KernelPack } from '../kernels/memory.ts';
import { asRows, requireTensor } from './check.ts';

/** A checked list of different columns of [..., features]; the rest, in order, is its complement. */
export type Columns = {
  readonly indices: Int32Array;
  readonly rest: Int32Array;
  readonly features: number;
};

/**
 * Checks a list of columns once, so that kernels need not.
 *
 * @param indices different whole numbers, 0 to features − 1, in any order
 * @param features how many columns there are
 * @throws invalid-argument
 * @example
 * ```ts
 * const even = createColumns([0, 2], 4); // even.rest is [1, 3]
 * ```
 */
export function createColumns(indices: ArrayLike<number>, features: number): Columns {
  const listed = new Set(Array.from(indices));
  const isColumn = (index: number) => Number.isInteger(index) && index >= 0 && index < features;
  if (listed.size !== indices.length || ![...listed].every(isColumn)) {
    throw new FlowError('invalid-argument', {
      argument: 'indices',
      message: 'Columns are listed by different positions.',
      expected: `different integers from 0 to ${features - 1}`,
      received: Array.from(indices).slice(0, 8).join(', '),
    });
  }
  const all = Int32Array.from({ length: features }, (_, i) => i);
  return { indices: Int32Array.from(indices), rest: all.filter((index) => !listed.has(index)), features };
}

/**
 * The same split with the two sides exchanged.
 *
 * @example
 * ```ts
 * complement(createColumns([0, 2], 4)).indices; // [1, 3]
 * ```
 */
export function complement({ indices, rest, features }: Columns): Columns {
  return { indices: rest, rest: indices, features };
}

/**
 * x [..., features] at the listed columns: [..., count].
 *
 * @throws shape-mismatch
 * @example
 * ```ts
 * const even = createColumns([0, 2], 4);
 * gatherColumns(tensor2d([[1, 2, 3, 4]]), even).arraySync(); // [[1, 3]]
 * ```
 */
export function gatherColumns(x: Tensor, columns: Columns): Tensor {
  const { batch, positions } = checkFeatures('x', x, columns);
  const { indices, features } = columns;
  const pack = activePack();
  if (pack === null) return tidy(() => gather(x, tensor1d(indices, 'int32'), -1));
  const out = pack.tensor([...x.shape.slice(0, -1), indices.length]);
  const list = pack.workspace(4 * indices.length);
  writeColumns(pack, indices, list);
  pack.kernels.gatherColumns(
    pack.address(x),
    pack.address(out),
    list,
    batch * positions,
    features,
    indices.length,
  );
  return out;
}

/**
 * x [..., features] plus `part` [..., count] at the listed columns: the gradient of `gatherColumns`, added to
 * what is there. A new tensor.
 *
 * @throws shape-mismatch
 * @example
 * ```ts
 * const even = createColumns([0, 2], 4);
 * addToColumns(tensor2d([[1, 2, 3, 4]]), tensor2d([[10, 20]]), even).arraySync(); // [[11, 2, 23, 4]]
 * ```
 */
export function addToColumns(x: Tensor, part: Tensor, columns: Columns): Tensor {
  const { batch, positions } = checkFeatures('x', x, columns);
  const { indices, features } = columns;
  requireTensor('part', part, [...x.shape.slice(0, -1), indices.length]);
  const pack = activePack();
  if (pack === null) return tidy(() => add(x, spread(part, columns)));
  const out = pack.tensor(x.shape);
  const list = pack.workspace(4 * indices.length);
  writeColumns(pack, indices, list);
  pack.floats(pack.address(out), x.size).set(pack.floats(pack.address(x), x.size));
  pack.kernels.scatterAddColumns(
    pack.address(part),
    pack.address(out),
    list,
    batch * positions,
    features,
    indices.length,
  );
  return out;
}

/** [..., count] at the listed columns of zeros [..., features], of plain tfjs ops. */
function spread(part: Tensor, { indices, features }: Columns): Tensor {
  const rows = part.size / Math.max(indices.length, 1);
  const columnsFirst = transpose(reshape(part, [rows, indices.length]));
  const spreadOut = unsortedSegmentSum(columnsFirst, tensor1d(indices, 'int32'), features);
  return reshape(transpose(spreadOut), [...part.shape.slice(0, -1), features]);
}

export function writeColumns(pack: KernelPack, indices: Int32Array, at: Address): void {
  pack.integers(at, indices.length).set(indices);
}

/** @throws shape-mismatch */
export function checkFeatures(argument: string, x: Tensor, columns: Columns) {
  const rows = asRows(argument, x);
  if (rows.features !== columns.features)
    requireTensor(argument, x, [...x.shape.slice(0, -1), columns.features]);
  return rows;
}
