import { FlowError } from '@flow/backend';

/** Whether an error says that weights have left what a layer can invert or hold: worth a skipped step, not the run. */
export function isLost(error: unknown): error is FlowError {
  return error instanceof FlowError && (error.code === 'singular' || error.code === 'not-finite');
}
