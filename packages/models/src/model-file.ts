import { FlowError, type Json, type Parameter, withPlaceholders } from '@flow/backend';
import { bijectorFromConfig } from '@flow/layers';
import { baseFromConfig } from '@flow/math';
import { tensor } from '@tensorflow/tfjs-core';
import { createFlow } from './create-flow.ts';
import { type DataSchema, schemaToJson } from './data-schema.ts';
import type { Flow } from './flow.ts';
import { readSafetensors, type SafetensorsFile, type StoredTensor, writeSafetensors } from './safetensors.ts';

/** Version of the JSON under `flow` in the file's metadata. */
const FORMAT_VERSION = 1;

/** Writes a flow as one safetensors file: tensors by path, everything else as JSON in its metadata. */
export function saveFlow(flow: Flow): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, StoredTensor>(
    flow.parameters.map(({ path, variable }) => [
      path,
      { shape: variable.shape, values: variable.dataSync() as Float32Array },
    ]),
  );
  const description = {
    formatVersion: FORMAT_VERSION,
    bijector: flow.bijector.config(),
    base: flow.base.config(),
    data: flow.data ? schemaToJson(flow.data) : null,
  };
  return writeSafetensors(tensors, { format: 'pt', flow: JSON.stringify(description) });
}

/**
 * Reads a flow that `flow.save()` wrote. Everything is checked against the file before memory is taken for it.
 *
 * @param bytes the whole file
 * @throws invalid-file with the reason; unknown-kind where a kind of layer is not registered
 * @example
 * ```ts
 * const again = loadFlow(flow.save());
 * ```
 */
export function loadFlow(bytes: Uint8Array): Flow {
  const file = readSafetensors(bytes);
  const description = readDescription(file);
  const elements = [...file.tensors.values()].reduce(
    (sum, { shape }) => sum + shape.reduce((p, side) => p * side, 1),
    0,
  );
  const flow = withPlaceholders(elements, () => build(description));
  try {
    fill(flow.parameters, file);
  } catch (error) {
    flow.dispose();
    throw error;
  }
  return flow;
}

type Description = {
  readonly bijector: Json;
  readonly base: { readonly [key: string]: Json };
  readonly data: Json;
};

function readDescription({ metadata }: SafetensorsFile): Description {
  const text = metadata.get('flow');
  if (text === undefined) throw invalid('This safetensors file holds no flow: its metadata has no "flow".');
  let description: unknown;
  try {
    description = JSON.parse(text);
  } catch (cause) {
    throw invalid('The description of the flow is not JSON.', cause);
  }
  const { formatVersion, bijector, base, data } = (description ?? {}) as Record<string, Json>;
  if (formatVersion !== FORMAT_VERSION) {
    throw new FlowError('invalid-file', {
      argument: 'formatVersion',
      message: 'This file was written by another version of @flow/models; install the one that matches.',
      expected: String(FORMAT_VERSION),
      received: String(formatVersion),
    });
  }
  if (!isObject(bijector) || !isObject(base))
    throw invalid('The description lacks the bijector or the base.');
  return { bijector, base, data: data ?? null };
}

function build({ bijector, base, data }: Description): Flow {
  try {
    return createFlow({
      bijector: bijectorFromConfig(bijector),
      base: baseFromConfig(base),
      ...(data !== null && { data: data as unknown as DataSchema }),
    });
  } catch (error) {
    if (error instanceof FlowError && error.code !== 'invalid-argument' && error.code !== 'shape-mismatch')
      throw error;
    // What a constructor refuses, or a malformed value makes it trip over, came from the file.
    throw invalid(
      `The configuration in the file cannot be built: ${String((error as Error).message)}`,
      error,
    );
  }
}

function fill(parameters: readonly Parameter[], file: SafetensorsFile): void {
  const paths = new Set(parameters.map(({ path }) => path));
  const extra = [...file.tensors.keys()].find((path) => !paths.has(path));
  if (extra !== undefined) throw invalid(`The tensor "${extra}" belongs to no layer of the configuration.`);
  for (const { path, variable } of parameters) {
    const stored = file.tensors.get(path);
    if (stored === undefined) throw invalid(`The tensor "${path}" is missing.`);
    if (stored.shape.join() !== variable.shape.join()) {
      throw new FlowError('invalid-file', {
        argument: path,
        message: 'This tensor has another shape than the configuration says.',
        expected: `[${variable.shape}]`,
        received: `[${stored.shape}]`,
      });
    }
    const value = tensor(stored.read(), [...stored.shape], 'float32');
    variable.assign(value);
    value.dispose();
  }
}

function invalid(message: string, cause?: unknown): FlowError {
  return new FlowError('invalid-file', { message, cause });
}

function isObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
