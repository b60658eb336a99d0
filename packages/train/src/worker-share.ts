import { type FlatPart, type GradientStore, readFlat, writeFlat } from '@flow/backend';
import type { Flow } from '@flow/models';
import { type Tensor, type Variable, zeros } from '@tensorflow/tfjs-core';
import { joinTensors } from './join-parts.ts';
import type { OptimizerMemory } from './optimizer.ts';
import { fromRecipe } from './optimizer-recipe.ts';
import { gradientsOf, type Slot, variablesOf, writeSlots, writeTwins } from './replica-slots.ts';
import type { Segment } from './segments.ts';
import { differentiateShards } from './split-batch.ts';
import type {
  MomentsMessage,
  MoveMessage,
  Reply,
  Share,
  ShareMessage,
  StepAnswer,
  StepMessage,
  WeightsMessage,
} from './worker-messages.ts';
import { type Replica, stepAnswer } from './worker-replica.ts';

/** Gradients of a step on their way, and what frees them. */
type Held = { readonly tensors: readonly Tensor[]; dispose(): void };

/** A worker's copy of a flow of whose parameters it moves a part. */
export function createWorkerShare(
  flow: Flow,
  slots: readonly Slot[],
  { index, segments, optimizer: recipe, weights, gradients, moved }: Share,
  store: GradientStore,
): Replica {
  const own = segments[index] as Segment;
  const mine = slots.slice(own.first, own.end);
  const optimizer = fromRecipe(recipe);
  const memory = optimizer.memory as OptimizerMemory;
  const partOf = (flat: Float32Array, { from, to }: Segment) => flat.subarray(from, to);
  let held: Held | undefined;
  const drop = () => {
    held?.dispose();
    held = undefined;
  };

  const takeWeights = ({ firstAt, all }: WeightsMessage) => {
    segments.forEach((segment, i) => {
      const from = i === 0 ? firstAt : segment.from;
      const values = weights.subarray(from, from + segment.to - segment.from);
      const write = i === index && !all ? writeTwins : writeSlots;
      write(slots.slice(segment.first, segment.end), values);
    });
  };

  const step = ({ shards, ...settings }: StepMessage): StepAnswer => {
    drop();
    if (shards.length === 0) return { type: 'step', loss: 0 };
    const result = differentiateShards(flow, shards, { ...settings, gradients: store });
    if (!('skippedAt' in result)) {
      const { tensors, dispose } = gradientsOf(slots, result);
      const room = gradients[index] as Float32Array;
      readFlat(tensors.slice(0, own.first), room.subarray(0, own.from));
      readFlat(tensors.slice(own.end), room.subarray(own.to));
      held = {
        tensors: tensors.slice(own.first, own.end),
        dispose() {
          dispose();
          result.dispose();
        },
      };
    }
    return stepAnswer(result);
  };

  /** Of a worker without rows the gradients are the others'. */
  const emptyGradients = (): Held => {
    const tensors = mine.map(({ parameter }) => zeros(parameter.variable.shape));
    return {
      tensors,
      dispose() {
        for (const tensor of tensors) tensor.dispose();
      },
    };
  };

  const join = (counts: readonly (number | null)[]) => {
    const { tensors: given, dispose } = held ?? emptyGradients();
    const parts = counts.flatMap((weight, i): FlatPart[] => {
      if (weight === null) return [];
      return [i === index ? { weight } : { weight, flat: partOf(gradients[i] as Float32Array, own) }];
    });
    const joint = joinTensors(given, parts, dispose);
    held = joint;
    return joint.squares;
  };

  const move = ({ step: number, learningRate, gradientScale }: MoveMessage) => {
    const updates = mine.map(({ parameter }, i) => ({ parameter, gradient: held?.tensors[i] as Tensor }));
    memory.steps = number - 1;
    optimizer.step(updates, learningRate, gradientScale);
    drop();
    readFlat(variablesOf(mine), partOf(weights, own));
    Atomics.store(moved, index, number);
    Atomics.notify(moved, index);
  };

  const moments = ({ name, way }: MomentsMessage) => {
    const values = mine.map(({ parameter }) => memory.of(parameter)[name] as Variable);
    const room = partOf(gradients[index] as Float32Array, own);
    if (way === 'tell') readFlat(values, room);
    else writeFlat(values, room);
  };

  const answerTo = (message: StepMessage | ShareMessage): Reply['answer'] => {
    switch (message.type) {
      case 'weights':
        takeWeights(message);
        return undefined;
      case 'step':
        return step(message);
      case 'join':
        return { type: 'join', squares: join(message.counts) };
      case 'move':
        move(message);
        return { type: 'move' };
      case 'moments':
        moments(message);
        return { type: 'moments' };
    }
  };
  return { answer: (message) => ({ answer: answerTo(message) }) };
}
