import { InterpreterError } from '../interpreter-error.ts';
import type { ReferenceTensor, Tensors } from '../parameters.ts';
import { parseJson } from './parse-json.ts';

/** What a safetensors file holds: text metadata and named float32 tensors. */
export type SafetensorsContents = {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly tensors: Tensors;
};

type Entry = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
};

/**
 * Reads a safetensors file: 8 bytes of header length (little-endian), a JSON header that says for each name
 * dtype, shape and [start, end) in the bytes behind it, and those bytes without holes.
 *
 * @see https://huggingface.co/docs/safetensors
 * @throws InterpreterError where the header and the bytes disagree
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsContents {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = bytes.byteLength < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(headerLength <= bytes.byteLength - 8))
    throw new InterpreterError('The file is shorter than its header.');
  const { __metadata__: metadata, ...named } = parseHeader(bytes.subarray(8, 8 + headerLength));
  const data = new DataView(
    bytes.buffer,
    bytes.byteOffset + 8 + headerLength,
    bytes.byteLength - 8 - headerLength,
  );
  const entries = Object.entries(named).map(([name, entry]) => checkEntry(name, entry));
  checkCoverage(entries, data.byteLength);
  return {
    metadata: isRecord(metadata) ? metadata : {},
    tensors: new Map(entries.map((entry) => [entry.name, readTensor(entry, data)])),
  };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  const header = parseJson('The header of the file', new TextDecoder().decode(bytes));
  if (isRecord(header)) return header;
  throw new InterpreterError('The header of the file is not a JSON object.');
}

function checkEntry(name: string, entry: unknown): Entry {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (dtype === 'F32' && isNaturals(shape) && isNaturals(offsets) && offsets.length === 2) {
    const [start = 0, end = 0] = offsets;
    if (end - start === 4 * shape.reduce((product, side) => product * side, 1))
      return { name, shape, start, end };
  }
  throw new InterpreterError(
    `${name}: this is not a float32 tensor with its place, got ${JSON.stringify(entry)}.`,
  );
}

/** The tensors fill the data from the first byte to the last, each byte once. */
function checkCoverage(entries: readonly Entry[], length: number): void {
  let reached = 0;
  for (const { name, start, end } of entries.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start !== reached)
      throw new InterpreterError(`${name}: begins at byte ${start}, the one before ends at ${reached}.`);
    reached = end;
  }
  if (reached !== length) throw new InterpreterError(`The tensors end at byte ${reached} of ${length}.`);
}

function readTensor({ shape, start, end }: Entry, data: DataView): ReferenceTensor {
  const values = Float64Array.from({ length: (end - start) / 4 }, (_, i) =>
    data.getFloat32(start + 4 * i, true),
  );
  return { shape, values };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNaturals(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}
