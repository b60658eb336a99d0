import { FlowError } from '@flow/backend';

/** Runs a part of a composite; an error from inside then carries the part's place in the model. */
export function within<T>(segment: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof FlowError ? error.within(segment) : error;
  }
}
