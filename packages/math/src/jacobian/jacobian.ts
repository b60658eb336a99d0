import { FlowError } from '@flow/backend';
import { engine, reshape, stack, type Tensor, tensor2d, tidy, zeros } from '@tensorflow/tfjs-core';
import { slogdet } from '../matrix/slogdet.ts';

/** A function of a batch, [batch, n] -> [batch, m], whose rows do not depend on each other. */
export type BatchFunction = (x: Tensor) => Tensor;

/**
 * The Jacobian of a batched function by automatic differentiation, J[b, i, j] = ∂fᵢ(x_b) / ∂x_bj.
 *
 * One backward pass for each of the m outputs, over the whole batch at once. Columns that f does not depend
 * on are zero.
 *
 * @param f [batch, n] -> [batch, m], made of tfjs ops, row by row
 * @param x [batch, n], or one point [n]
 * @returns [batch, m, n], or [m, n] for one point
 * @throws shape-mismatch
 * @see Griewank and Walther, "Evaluating Derivatives" (2nd ed. 2008), section 3.2 (reverse mode)
 * @example
 * ```ts
 * const polar = (x: Tensor) => {
 *   const [r, angle] = [slice(x, [0, 0], [-1, 1]), slice(x, [0, 1], [-1, 1])];
 *   return concat([mul(r, cos(angle)), mul(r, sin(angle))], 1);
 * };
 * Array.from(jacobian(polar, tensor1d([2, 0])).dataSync()); // [1, 0, 0, 2]
 * ```
 */
export function jacobian(f: BatchFunction, x: Tensor): Tensor {
  return tidy(() => {
    if (x.shape.length === 1) return reshape(batchJacobian(f, reshape(x, [1, -1])), [-1, x.size]);
    return batchJacobian(f, x);
  });
}

/**
 * log|det J_f(x)| of each row by brute force: the whole Jacobian by automatic differentiation, then LU in
 * float64. It costs n backward passes and n³ operations a row: the check of every faster way.
 *
 * @param f [batch, n] -> [batch, n]
 * @param x [batch, n]
 * @returns batch values, −Infinity where the Jacobian is singular
 * @throws shape-mismatch, not-finite
 * @example
 * ```ts
 * const halve = (x: Tensor) => mul(x, 0.5);
 * logAbsDetJacobian(halve, tensor2d([[1, 2], [3, 4]]))[1]; // -1.386294361120
 * ```
 */
export function logAbsDetJacobian(f: BatchFunction, x: Tensor): Float64Array {
  const [batch, n] = checkBatch('x', x, x.shape[0] ?? 0);
  const all = jacobian(f, x);
  const m = all.shape[1];
  const values = all.dataSync();
  all.dispose();
  if (m !== n) {
    throw new FlowError('shape-mismatch', {
      argument: 'f',
      message: 'Only a map into as many dimensions has a log-determinant.',
      expected: `[${batch}, ${n}] -> [${batch}, ${n}]`,
      received: `[${batch}, ${n}] -> [${batch}, ${m}]`,
    });
  }
  return Float64Array.from(
    { length: batch },
    (_, row) => slogdet(values.subarray(row * n * n, (row + 1) * n * n), n).logAbsDet,
  );
}

function batchJacobian(f: BatchFunction, x: Tensor): Tensor {
  const [batch, n] = checkBatch('x', x, x.shape[0] ?? 0);
  const [, m] = checkBatch('f(x)', f(x), batch);
  const rows: Tensor[] = [];
  for (let output = 0; output < m; output++) {
    const { grads } = engine().gradients(() => f(x), [x], oneColumn(batch, m, output), true);
    rows.push(grads[0] ?? zeros([batch, n]));
  }
  return stack(rows, 1);
}

/** dL/dy that picks one output of every row. */
function oneColumn(batch: number, m: number, column: number): Tensor {
  const values = new Float32Array(batch * m);
  for (let row = 0; row < batch; row++) values[row * m + column] = 1;
  return tensor2d(values, [batch, m]);
}

/** The sides of a batch of points. @throws shape-mismatch */
export function checkBatch(argument: string, value: Tensor, batch: number): [number, number] {
  const [rows, columns] = value.shape;
  if (value.shape.length === 2 && rows === batch && columns !== undefined && columns > 0)
    return [rows, columns];
  throw new FlowError('shape-mismatch', {
    argument,
    message: 'A Jacobian is taken of a function of a batch of points.',
    expected: `[${batch || 'batch'}, dimensions]`,
    received: `[${value.shape.join(', ')}]`,
  });
}
