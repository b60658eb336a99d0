import { FlowError } from '@flow/backend';
import { add, div, reshape, slice, stack, sub, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type BatchFunction, checkBatch } from './jacobian.ts';

/** Balances the error of the formula (h² f‴/6) and of float32 (10⁻⁷ f / h) for functions of size 1. */
const STEP = 2 ** -7;

/**
 * The Jacobian of a batched function by central differences, (f(x + h eⱼ) − f(x − h eⱼ)) / 2h: no calculus
 * in it, so it checks `jacobian`. Good to about 10⁻⁴, tensors being float32.
 *
 * @param f [batch, n] -> [batch, m], row by row; called 2n times
 * @param x [batch, n], or one point [n]
 * @param options by name
 * @param options.step h, in the units of x; default 2⁻⁷
 * @returns [batch, m, n], or [m, n] for one point
 * @throws shape-mismatch, invalid-argument
 * @see Nocedal and Wright, "Numerical Optimization" (2nd ed. 2006), eq. 8.7
 * @example
 * ```ts
 * const cube = (x: Tensor) => mul(x, square(x));
 * centralDifferences(cube, tensor1d([2]), { step: 0.01 }).dataSync()[0]; // 12.0001
 * ```
 */
export function centralDifferences(
  f: BatchFunction,
  x: Tensor,
  { step = STEP }: { readonly step?: number } = {},
): Tensor {
  if (!(step > 0 && Number.isFinite(step))) {
    throw new FlowError('invalid-argument', {
      argument: 'step',
      message: 'Differences are taken over a step.',
      expected: 'a finite number above 0',
      received: String(step),
    });
  }
  return tidy(() => {
    if (x.shape.length === 1) return reshape(batchDifferences(f, reshape(x, [1, -1]), step), [-1, x.size]);
    return batchDifferences(f, x, step);
  });
}

function batchDifferences(f: BatchFunction, x: Tensor, step: number): Tensor {
  const [batch, n] = checkBatch('x', x, x.shape[0] ?? 0);
  const columns = Array.from({ length: n }, (_, column) => {
    const offset = tensor2d(
      Float32Array.from({ length: n }, (_, j) => (j === column ? step : 0)),
      [1, n],
    );
    const [above, below] = [add(x, offset), sub(x, offset)];
    // What was really added: x + h and x − h are rounded to float32.
    const width = slice(sub(above, below), [0, column], [batch, 1]);
    const difference = sub(f(above), f(below));
    checkBatch('f(x)', difference, batch);
    return div(difference, width);
  });
  return stack(columns, 2);
}
