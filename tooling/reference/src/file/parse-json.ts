import { InterpreterError } from '../interpreter-error.ts';

/** JSON.parse with an error that says what was read. */
export function parseJson(what: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InterpreterError(`${what} is not JSON.`, { cause });
  }
}
