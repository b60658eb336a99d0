import { FlowError } from '@flow/backend';
import { WireError } from './wire.ts';

/** What went wrong, as text that fits a message. */
export function describeError(error: unknown): { readonly code: string; readonly message: string } {
  if (error instanceof FlowError) return { code: error.code, message: error.message };
  if (error instanceof WireError) return { code: `wire-${error.field}`, message: error.message };
  return { code: 'unknown', message: error instanceof Error ? error.message : String(error) };
}
