import { type Config, numbersIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';

/** `order` of a configuration: each of 0..n−1 once. */
export function orderIn(config: Config): readonly number[] {
  const order = numbersIn(config, 'order');
  const isSorted = order.toSorted((a, b) => a - b).every((value, i) => value === i);
  if (isSorted && order.length > 0) return order;
  throw new InterpreterError(`${config.kind}: order is not a permutation, got [${order}].`);
}
