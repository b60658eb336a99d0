/** What the interpreter refuses: a file, a configuration or an input that it cannot compute with. */
export class InterpreterError extends Error {
  override readonly name = 'InterpreterError';
}
