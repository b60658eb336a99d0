import { FlowError } from '@flow/backend';

type WholeRange = { readonly least: number; readonly most?: number; readonly message: string };

/** @throws invalid-argument */
export function checkWhole(argument: string, value: number, { least, most, message }: WholeRange): void {
  if (Number.isSafeInteger(value) && value >= least && value <= (most ?? Infinity)) return;
  throw new FlowError('invalid-argument', {
    argument,
    message,
    expected: `a whole number, ${least} ${most === undefined ? 'or more' : `to ${most}`}`,
    received: String(value),
  });
}

/** Refuses what is merely taken for true or false. @throws invalid-argument */
export function checkSwitch(argument: string, value: unknown, message: string): void {
  if (typeof value === 'boolean') return;
  throw new FlowError('invalid-argument', {
    argument,
    message,
    expected: 'true or false',
    received: JSON.stringify(value) ?? String(value),
  });
}

/** What to throw where a preset does not know a word. */
export function noSuch(argument: string, words: readonly string[], received: unknown): FlowError {
  return new FlowError('invalid-argument', {
    argument,
    message: 'There is no such choice.',
    expected: words.map((word) => `'${word}'`).join(' or '),
    received: JSON.stringify(received) ?? String(received),
  });
}
