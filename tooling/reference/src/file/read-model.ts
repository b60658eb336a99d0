import type { Json } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import { type Tensors, tensorsUnder } from '../parameters.ts';
import { parseJson } from './parse-json.ts';
import { readSafetensors } from './safetensors.ts';

/** A configuration and its parameters by path. */
export type ModelPart = { readonly config: Json; readonly tensors: Tensors };

/** A saved model as it stands in its file. */
export type SavedModel = {
  readonly bijector: ModelPart;
  readonly base: ModelPart;
  /** The data schema, or null. */
  readonly data: Json;
};

type Header = {
  readonly formatVersion: number;
  readonly bijector: Json;
  readonly base: Json;
  readonly data?: Json;
};

/**
 * Reads a saved model: `flow` in the metadata is `{ formatVersion: 1, bijector, base, data }`, and tensors are
 * named `bijector.<path>` and `base.<path>`.
 *
 * @throws InterpreterError where the file is none, has another version or holds other tensors
 */
export function readModel(bytes: Uint8Array): SavedModel {
  const { metadata, tensors } = readSafetensors(bytes);
  const { bijector, base, data = null } = readHeader(metadata.flow);
  const ofBijector = tensorsUnder('bijector.', tensors);
  const ofBase = tensorsUnder('base.', tensors);
  if (ofBijector.size + ofBase.size !== tensors.size) {
    throw new InterpreterError(
      `Tensors belong to bijector. or base., got ${[...tensors.keys()].join(', ')}.`,
    );
  }
  return {
    bijector: { config: bijector, tensors: ofBijector },
    base: { config: base, tensors: ofBase },
    data,
  };
}

function readHeader(flow: unknown): Header {
  const header = typeof flow === 'string' ? parseJson('The metadata of the model', flow) : undefined;
  if (isHeader(header) && header.formatVersion === 1) return header;
  throw new InterpreterError(
    `Expected the metadata of a saved model, format version 1, got ${String(flow)}.`,
  );
}

function isHeader(value: unknown): value is Header {
  return (
    typeof value === 'object' &&
    value !== null &&
    'formatVersion' in value &&
    'bijector' in value &&
    'base' in value
  );
}
