import { FlowError } from '@flow/backend';

/**
 * Runs a part of a composite; an error from inside then carries the part's place in the model. An empty segment adds nothing.
 *
 * @param run the part
 * @example
 * ```ts
 * within('3', () => 2 + 2); // 4
 * ```
 */
export function within<T>(segment: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof FlowError && segment !== '' ? error.within(segment) : error;
  }
}
