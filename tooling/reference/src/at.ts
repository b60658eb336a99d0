import { InterpreterError } from './interpreter-error.ts';

/** values[index]; outside the list is an error rather than a NaN that travels on. */
export function at<T>(values: ArrayLike<T>, index: number): T {
  const value = values[index];
  if (value !== undefined) return value;
  throw new InterpreterError(`There is no element ${index} among ${values.length}.`);
}
