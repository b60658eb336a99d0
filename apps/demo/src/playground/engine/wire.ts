/** What came over a wire, from a link or from the other thread, is not what it should be. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly field: string;

  constructor(field: string, expected: string, received: unknown) {
    super(`${field}: expected ${expected}, got ${describe(received)}.`);
    this.field = field;
  }
}

export type Fields = { readonly [name: string]: unknown };

/** @throws WireError */
export function fieldsOf(value: unknown, field: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new WireError(field, 'an object', value);
}

/** @throws WireError */
export function oneOf<T extends string>(choices: readonly T[], value: unknown, field: string): T {
  const found = choices.find((choice) => choice === value);
  if (found !== undefined) return found;
  throw new WireError(field, `one of ${choices.join(', ')}`, value);
}

/** @throws WireError */
export function countOf(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
  throw new WireError(field, 'a count', value);
}

/** Any number, NaN too: a run that has lost itself says so. @throws WireError */
export function numberOf(value: unknown, field: string): number {
  if (typeof value === 'number') return value;
  throw new WireError(field, 'a number', value);
}

/** @throws WireError */
export function textOf(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  throw new WireError(field, 'a text', value);
}

/** @throws WireError */
export function floatsOf(value: unknown, field: string, length?: number): Float32Array {
  if (value instanceof Float32Array && (length === undefined || value.length === length)) return value;
  throw new WireError(field, `${length ?? 'some'} float32 numbers`, value);
}

/** @throws WireError */
export function bytesOf(value: unknown, field: string): Uint8Array<ArrayBuffer> {
  if (value instanceof Uint8Array && value.buffer instanceof ArrayBuffer) {
    return value as Uint8Array<ArrayBuffer>;
  }
  throw new WireError(field, 'bytes', value);
}

/** @throws WireError */
export function listOf<T>(
  value: unknown,
  field: string,
  read: (element: unknown, field: string) => T,
): readonly T[] {
  if (Array.isArray(value)) return value.map((element, i) => read(element, `${field}[${i}]`));
  throw new WireError(field, 'a list', value);
}

function describe(value: unknown): string {
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'a list' : 'an object';
  return JSON.stringify(value)?.slice(0, 60) ?? String(value);
}
