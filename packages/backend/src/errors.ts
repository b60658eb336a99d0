/** Stable names of what can go wrong; messages may change, codes do not. */
export type FlowErrorCode =
  | 'not-initialized'
  | 'already-initialized'
  | 'backend-missing'
  | 'binary-unusable'
  | 'simd-missing'
  | 'version-mismatch'
  | 'invalid-argument'
  | 'shape-mismatch'
  | 'dtype-mismatch'
  | 'context-missing'
  | 'already-disposed'
  | 'unknown-kind'
  | 'invalid-data'
  | 'invalid-file'
  | 'not-finite'
  | 'out-of-memory'
  | 'singular'
  | 'worker-failed';

/** What an error says beside its code. */
export type FlowErrorDetails = {
  /** What was wrong and what to do, in a sentence. */
  readonly message: string;
  /** The argument or field at fault, as the caller wrote it. */
  readonly argument?: string;
  /** What should have been there: `[batch, 2]`. */
  readonly expected?: string;
  /** What was there. */
  readonly received?: string;
  /** The layer's path in its model (`layers.3.conditioner`), innermost last. */
  readonly path?: string;
  /** The error from below that led to it. */
  readonly cause?: unknown;
};

/**
 * The one error type of all `@flow/*` packages.
 *
 * `code` is stable; `path`, `argument`, `expected` and `received` say where and what.
 *
 * @example
 * ```ts
 * try { flow.logProb([[1, 2, 3]]); } catch (error) {
 *   if (error instanceof FlowError && error.code === 'shape-mismatch') console.log(error.expected);
 * }
 * ```
 */
export class FlowError extends Error {
  override readonly name = 'FlowError';
  readonly code: FlowErrorCode;
  readonly path: string;
  readonly argument: string | undefined;
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly #details: FlowErrorDetails;

  constructor(code: FlowErrorCode, details: FlowErrorDetails) {
    super(sentence(code, details), details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.path = details.path ?? '';
    this.argument = details.argument;
    this.expected = details.expected;
    this.received = details.received;
    this.#details = details;
  }

  /** The same error, seen from a composite that holds the layer under `segment`. */
  within(segment: string): FlowError {
    const path = this.path === '' ? segment : `${segment}.${this.path}`;
    const error = new FlowError(this.code, { ...this.#details, path });
    if (this.stack !== undefined) error.stack = this.stack.replace(this.message, () => error.message);
    return error;
  }
}

function sentence(code: FlowErrorCode, details: FlowErrorDetails): string {
  const where = details.path ? ` at ${details.path}` : '';
  const which = details.argument ? ` (${details.argument})` : '';
  const expected = details.expected === undefined ? '' : ` Expected ${details.expected}`;
  const received = details.received === undefined ? '' : `${expected ? ', got' : ' Got'} ${details.received}`;
  const end = expected || received ? `${expected}${received}.` : '';
  return `[${code}]${where}${which} ${details.message}${end}`;
}
