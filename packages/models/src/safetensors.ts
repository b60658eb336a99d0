import { FlowError } from '@flow/backend';

/** A tensor in a safetensors file: float32, row-major [...shape]. */
export type StoredTensor = { readonly shape: readonly number[]; readonly values: Float32Array };

/** The content of a safetensors file. */
export type SafetensorsFile = {
  /** Text by name. */
  readonly metadata: ReadonlyMap<string, string>;
  /** In the order of the file; the values are read, checked for size, when asked for. */
  readonly tensors: ReadonlyMap<string, { readonly shape: readonly number[]; read(): Float32Array }>;
};

const HEADER_LIMIT = 100_000_000;

/**
 * Writes float32 tensors and text metadata in the safetensors format: the header's length (uint64,
 * little-endian), a JSON header padded to 8 bytes, then the data.
 *
 * @returns the bytes of the file
 * @see https://huggingface.co/docs/safetensors (format, version 0.4)
 * @example
 * ```ts
 * const bytes = writeSafetensors(new Map([['a', { shape: [2], values: Float32Array.of(1, 2) }]]), { made: 'here' });
 * readSafetensors(bytes).metadata.get('made'); // 'here'
 * ```
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, StoredTensor>,
  metadata: Record<string, string>,
): Uint8Array<ArrayBuffer> {
  const header: [string, unknown][] = [['__metadata__', metadata]];
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    header.push([name, { dtype: 'F32', shape: [...shape], data_offsets: [end, end + values.byteLength] }]);
    end += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength).set(text, 8);
  let at = 8 + headerLength;
  for (const { values } of tensors.values()) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads the header of a safetensors file and checks everything that it says against the bytes that are
 * there, before any tensor is copied.
 *
 * @throws invalid-file with what is wrong
 * @example
 * ```ts
 * const bytes = writeSafetensors(new Map([['a', { shape: [2], values: Float32Array.of(1, 2) }]]), {});
 * readSafetensors(bytes).tensors.get('a')?.read(); // [1, 2]
 * ```
 */
export function readSafetensors(bytes: Uint8Array): SafetensorsFile {
  const { header, dataStart } = readHeader(bytes);
  const metadata = readMetadata(header.__metadata__);
  const dataLength = bytes.byteLength - dataStart;
  const entries = Object.entries(header).filter(([name]) => name !== '__metadata__');
  const slots = entries.map(([name, entry]) => ({ name, ...checkEntry(name, entry, dataLength) }));
  checkCoverage(slots, dataLength);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tensors = slots.map(({ name, shape, start, end }) => {
    const read = () =>
      Float32Array.from({ length: (end - start) / 4 }, (_, i) =>
        view.getFloat32(dataStart + start + 4 * i, true),
      );
    return [name, { shape, read }] as const;
  });
  return { metadata, tensors: new Map(tensors) };
}

type Slot = {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
};

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; dataStart: number } {
  if (!(bytes instanceof Uint8Array))
    throw damaged('A saved model is read from its bytes (Uint8Array).', typeof bytes);
  if (bytes.byteLength < 10)
    throw damaged('The file is too short to be a safetensors file.', `${bytes.byteLength} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > BigInt(Math.min(HEADER_LIMIT, bytes.byteLength - 8))) {
    throw damaged(
      'The header is longer than the file or than 100 MB: this is not a safetensors file, or it was cut off.',
      `${length} bytes of header in ${bytes.byteLength}`,
    );
  }
  const dataStart = 8 + Number(length);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, dataStart)));
  } catch (cause) {
    throw new FlowError('invalid-file', { message: 'The header is not JSON.', cause });
  }
  if (!isRecord(header)) throw damaged('The header is not a JSON object.', JSON.stringify(header));
  return { header, dataStart };
}

function readMetadata(metadata: unknown): ReadonlyMap<string, string> {
  if (metadata === undefined) return new Map();
  if (isRecord(metadata) && Object.values(metadata).every((value) => typeof value === 'string')) {
    return new Map(Object.entries(metadata) as [string, string][]);
  }
  throw damaged('__metadata__ holds something else than strings.', JSON.stringify(metadata).slice(0, 200));
}

function checkEntry(name: string, entry: unknown, dataLength: number): Omit<Slot, 'name'> {
  const { dtype, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (dtype !== 'F32') throw damaged('Only float32 tensors (F32) are read.', String(dtype), name);
  if (!isNaturals(shape))
    throw damaged('The shape is not a list of whole numbers.', JSON.stringify(shape), name);
  if (!isNaturals(offsets) || offsets.length !== 2)
    throw damaged('data_offsets is not [start, end].', JSON.stringify(offsets), name);
  const [start, end] = offsets as [number, number];
  if (start > end || end > dataLength) {
    throw damaged(
      `The offsets lie outside the data (${dataLength} bytes): the file was cut off or altered.`,
      `[${offsets}]`,
      name,
    );
  }
  const size = 4 * shape.reduce((product, side) => product * side, 1);
  if (end - start !== size)
    throw damaged(
      `The offsets hold ${end - start} bytes, the shape [${shape}] needs ${size}.`,
      `[${offsets}]`,
      name,
    );
  return { shape, start, end };
}

function checkCoverage(slots: readonly Slot[], dataLength: number): void {
  let reached = 0;
  for (const { name, start, end } of slots.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    if (start < reached)
      throw damaged('Its data overlap those of another tensor.', `[${start}, ${end}]`, name);
    if (start > reached) throw damaged('There is a hole in the data before it.', `[${start}, ${end}]`, name);
    reached = end;
  }
  if (reached !== dataLength)
    throw damaged('There are data that belong to no tensor.', `${dataLength - reached} bytes`);
}

function damaged(message: string, received: string | undefined, argument?: string): FlowError {
  return new FlowError('invalid-file', {
    message,
    ...(received !== undefined && { received }),
    ...(argument !== undefined && { argument }),
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNaturals(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((side) => Number.isSafeInteger(side) && side >= 0);
}
