import { FlowError } from '@flow/backend';
import { readSafetensors, type StoredTensor, writeSafetensors } from '@flow/models';
import { crc32c } from './crc32c.ts';
import type { RunState } from './run-state.ts';

const FORMAT_VERSION = 1;

/** Everything that a checkpoint holds. */
export type CheckpointContent = {
  readonly state: RunState;
  /** What the run is made of, by name: a run of another make is not resumed. */
  readonly identity: Readonly<Record<string, string>>;
  readonly optimizerSteps: number;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
};

/** Writes a checkpoint as one safetensors file: tensors, and in its metadata the rest as JSON and a checksum. */
export function encodeCheckpoint({ tensors, ...plain }: CheckpointContent): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ formatVersion: FORMAT_VERSION, ...plain }, packNumber);
  return writeSafetensors(tensors, { checkpoint: text, crc32c: checksumOf(text, tensors) });
}

/** @throws invalid-file with the reason */
export function decodeCheckpoint(bytes: Uint8Array): CheckpointContent {
  const file = readSafetensors(bytes);
  const [text, checksum] = [file.metadata.get('checkpoint'), file.metadata.get('crc32c')];
  if (text === undefined || checksum === undefined) throw damaged('This safetensors file is no checkpoint.');
  const tensors = new Map(
    [...file.tensors].map(([name, { shape, read }]) => [name, { shape, values: read() }] as const),
  );
  if (checksumOf(text, tensors) !== checksum) throw damaged('Its checksum is wrong: some of it was altered.');
  const { formatVersion, ...plain } = JSON.parse(text, unpackNumber);
  if (formatVersion !== FORMAT_VERSION) throw damaged('It was written by another version of @flow/train.');
  return { ...plain, tensors };
}

function checksumOf(text: string, tensors: ReadonlyMap<string, StoredTensor>): string {
  let crc = crc32c(new TextEncoder().encode(text));
  for (const [name, { values }] of tensors) {
    crc = crc32c(new TextEncoder().encode(name), crc);
    crc = crc32c(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), crc);
  }
  return crc.toString(16);
}

/** JSON has no NaN and no Infinity, which the loss of a failed epoch may be. */
function packNumber(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? { number: String(value) } : value;
}

function unpackNumber(_: string, value: unknown): unknown {
  const isPacked = typeof value === 'object' && value !== null && 'number' in value;
  return isPacked ? Number(value.number) : value;
}

function damaged(message: string): FlowError {
  return new FlowError('invalid-file', { argument: 'checkpoint', message });
}
