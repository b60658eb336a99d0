import { FlowError } from '@flow/backend';
import type { StoredTensor } from '@flow/models';
import { type Tensor, tensor, Variable } from '@tensorflow/tfjs-core';
import type { CheckpointContent } from './checkpoint-file.ts';
import type { OptimizerMemory } from './optimizer.ts';
import type { Run } from './run.ts';
import { trainedParameters } from './trained-parameters.ts';

/** What a checkpoint reads and writes of a run. */
export type SavedParts = Pick<Run, 'flow' | 'optimizer' | 'best' | 'average'>;

type Named = ReadonlyMap<string, Tensor>;

/** Copies of all tensors of a run. @param memory of its optimizer */
export function copyTensors(parts: SavedParts, memory: OptimizerMemory): Map<string, StoredTensor> {
  const { flow, best, average } = parts;
  const kept = best.values().map((value, i) => [`best/${flow.parameters[i]?.path}`, value] as const);
  const averages = average ? namedAverages(parts, average.values()) : new Map();
  const all: Named = new Map([
    ...modelTensors(parts),
    ...optimizerTensors(parts, memory),
    ...averages,
    ...kept,
  ]);
  return new Map(
    [...all].map(([name, value]) => [name, { shape: value.shape, values: value.dataSync() as Float32Array }]),
  );
}

/**
 * Puts weights, running values, averages and the best model back.
 *
 * @throws invalid-file where a tensor is missing or has another shape
 */
export function restoreTensors(
  parts: SavedParts,
  memory: OptimizerMemory,
  { tensors, optimizerSteps: steps, state }: CheckpointContent,
): void {
  const { flow, best, average } = parts;
  if (state.best ?? state.safe) {
    best.load(flow.parameters.map(({ path, variable }) => stored(tensors, `best/${path}`, variable.shape)));
  }
  if (average && state.step > 0) average.start();
  const averages = average ? namedAverages(parts, average.values()) : new Map();
  for (const named of [modelTensors(parts), optimizerTensors(parts, memory), averages])
    assignAll(named, tensors);
  memory.steps = steps;
}

/** Puts the weights of the flow alone back. */
export function restoreWeights(parts: SavedParts, { tensors }: CheckpointContent): void {
  assignAll(modelTensors(parts), tensors);
}

function modelTensors({ flow }: SavedParts): Named {
  return new Map(flow.parameters.map(({ path, variable }) => [`model/${path}`, variable]));
}

function optimizerTensors({ flow }: SavedParts, memory: OptimizerMemory): Named {
  return new Map(
    trainedParameters(flow).flatMap((parameter) =>
      Object.entries(memory.of(parameter)).map(
        ([slot, value]) => [`optimizer/${parameter.path}/${slot}`, value] as const,
      ),
    ),
  );
}

function namedAverages({ flow }: SavedParts, values: readonly Tensor[]): Named {
  const parameters = trainedParameters(flow);
  return new Map(values.map((value, i) => [`average/${parameters[i]?.path}`, value]));
}

function assignAll(named: Named, tensors: CheckpointContent['tensors']): void {
  for (const [name, variable] of named) {
    const value = stored(tensors, name, variable.shape);
    if (variable instanceof Variable) variable.assign(value);
    value.dispose();
  }
}

function stored(tensors: CheckpointContent['tensors'], name: string, shape: readonly number[]): Tensor {
  const found = tensors.get(name);
  if (found && found.shape.join() === shape.join()) return tensor(found.values, [...shape], 'float32');
  throw new FlowError('invalid-file', {
    argument: name,
    message: 'The checkpoint lacks this tensor or has another shape of it.',
    expected: `[${shape}]`,
    received: found ? `[${found.shape}]` : 'nothing',
  });
}
