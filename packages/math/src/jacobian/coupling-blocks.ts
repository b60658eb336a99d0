import { FlowError } from '@flow/backend';
import { dispose, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { lu } from '../matrix/lu.ts';
import { checkSquare, entry, type Matrix } from '../matrix/matrix.ts';
import { slogdetOfLu } from '../matrix/slogdet.ts';
import { type BatchFunction, jacobian } from './jacobian.ts';

/** The Jacobian of a coupling, cut where its variables are: [[identity, zero], [cross, diagonal]]. */
export type CouplingBlocks = {
  /** The variables that pass through. */
  readonly kept: readonly number[];
  /** The others, which are transformed. */
  readonly changed: readonly number[];
  /** ∂x_kept / ∂z_kept = I, [k, k]. */
  readonly identity: Matrix;
  /** ∂x_kept / ∂z_changed = 0, [k, c]: the empty block that makes the determinant cheap. */
  readonly zero: Matrix;
  /** ∂x_changed / ∂z_kept, [c, k]: whatever the conditioner does; the determinant never reads it. */
  readonly cross: Matrix;
  /** ∂x_changed / ∂z_changed, [c, c]: diagonal. */
  readonly diagonal: Matrix;
  /** All four, rows and columns in the order kept, changed, [n, n]. */
  readonly ordered: Matrix;
  /** log|det| = log|det identity| + log|det diagonal|. */
  readonly logAbsDet: number;
};

/**
 * Cuts the Jacobian of a coupling into its four blocks. With the kept variables first it is lower
 * triangular, so its determinant is the product of its diagonal.
 *
 * @param jacobian [n, n], rows and columns in the order of the variables
 * @param kept which variables the coupling passes through
 * @throws shape-mismatch, invalid-argument, not-finite
 * @see Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP" (2017), eq. 6
 * @example
 * ```ts
 * const blocks = couplingBlocks(matrix([[3, 7], [0, 1]]), [1]);
 * matrixRows(blocks.ordered); // [[1, 0], [7, 3]]
 * blocks.logAbsDet; // 1.0986123
 * ```
 */
export function couplingBlocks(jacobian: Matrix, kept: readonly number[]): CouplingBlocks {
  const n = checkSquare(jacobian);
  checkKept(kept, n);
  const changed = Array.from({ length: n }, (_, i) => i).filter((i) => !kept.includes(i));
  const order = [...kept, ...changed];
  const identity = select(jacobian, kept, kept);
  const diagonal = select(jacobian, changed, changed);
  return {
    kept,
    changed,
    identity,
    zero: select(jacobian, kept, changed),
    cross: select(jacobian, changed, kept),
    diagonal,
    ordered: select(jacobian, order, order),
    logAbsDet: slogdetOfLu(lu(identity)).logAbsDet + slogdetOfLu(lu(diagonal)).logAbsDet,
  };
}

/** An affine coupling by its two functions: x_c = z_c ⊙ exp(s(z_k)) + t(z_k). */
export type AffineCoupling = {
  /** s, of the kept variables, [1, k] -> [1, c]. */
  readonly logScale: BatchFunction;
  /** t, of the kept variables, [1, k] -> [1, c]. */
  readonly shift: BatchFunction;
  /** Which variables pass through. */
  readonly kept: readonly number[];
};

/**
 * The Jacobian at z of the affine coupling x_kept = z_kept, x_changed = z_changed · exp(s(z_kept)) + t(z_kept),
 * block by block: identity and zero are exact, the diagonal is exp(s), and only the cross block,
 * diag(z_changed exp(s)) ∂s/∂z_kept + ∂t/∂z_kept, needs automatic differentiation (of s and t alone).
 *
 * @param z one point, n values
 * @throws shape-mismatch, invalid-argument
 * @see Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP" (2017), eq. 4 to 6
 * @example
 * ```ts
 * const coupling = { logScale: (a: Tensor) => mul(a, 0.5), shift: (a: Tensor) => square(a), kept: [0] };
 * const { ordered, logAbsDet } = affineCouplingJacobian(coupling, [2, 3]);
 * matrixRows(ordered); // [[1, 0], [8.077423, 2.718282]]
 * logAbsDet; // 1.000000
 * ```
 */
export function affineCouplingJacobian(
  { logScale, shift, kept }: AffineCoupling,
  z: ArrayLike<number>,
): CouplingBlocks {
  const n = z.length;
  checkKept(kept, n);
  const changed = Array.from({ length: n }, (_, i) => i).filter((i) => !kept.includes(i));
  const at = Float32Array.from(kept, (i) => z[i] as number);
  const s = evaluate(logScale, at, changed.length, 'logScale');
  const t = evaluate(shift, at, changed.length, 'shift');
  const full: Matrix = { rows: n, columns: n, data: new Float64Array(n * n) };
  for (const i of kept) full.data[i * n + i] = 1;
  for (const [row, i] of changed.entries()) {
    const scale = Math.exp(s.value[row] as number);
    full.data[i * n + i] = scale;
    for (const [column, j] of kept.entries()) {
      const slope = row * kept.length + column;
      full.data[i * n + j] =
        (z[i] as number) * scale * (s.slope[slope] as number) + (t.slope[slope] as number);
    }
  }
  return couplingBlocks(full, kept);
}

type Evaluated = { readonly value: ArrayLike<number>; readonly slope: ArrayLike<number> };

function evaluate(f: BatchFunction, at: Float32Array, outputs: number, argument: string): Evaluated {
  const { value, slope } = tidy(() => {
    const x = tensor2d(at, [1, at.length]);
    return { value: f(x), slope: jacobian(f, x) };
  });
  const evaluated = { value: value.dataSync(), slope: slope.dataSync() };
  dispose([value, slope]);
  if (value.shape.length === 2 && value.size === outputs) return evaluated;
  throw new FlowError('shape-mismatch', {
    argument,
    message: 'A conditioner gives one number for each variable that is changed.',
    expected: `[1, ${outputs}]`,
    received: `[${value.shape.join(', ')}]`,
  });
}

function select(a: Matrix, rows: readonly number[], columns: readonly number[]): Matrix {
  const data = Float64Array.from(rows.flatMap((row) => columns.map((column) => entry(a, row, column))));
  return { rows: rows.length, columns: columns.length, data };
}

function checkKept(kept: readonly number[], n: number): void {
  const distinct = new Set(kept).size === kept.length;
  const inside = kept.every((i) => Number.isInteger(i) && i >= 0 && i < n);
  if (distinct && inside && kept.length > 0 && kept.length < n) return;
  throw new FlowError('invalid-argument', {
    argument: 'kept',
    message: 'A coupling passes some of its variables through and changes the others.',
    expected: `some, not all, of 0 to ${n - 1}, each once`,
    received: `[${kept.join(', ')}]`,
  });
}
