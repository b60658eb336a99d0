import { Worker } from 'node:worker_threads';
import { createGradientStore, init, type Parameter } from '@flow/backend';
import { chain, elementwiseAffine } from '@flow/layers';
import { createFlow, type Flow, realNVP } from '@flow/models';
import { fill, memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam } from './adam.ts';
import { adamax } from './adamax.ts';
import { fit } from './fit.ts';
import { lion } from './lion.ts';
import type { Optimizer } from './optimizer.ts';
import { bentLine } from './plane.fixture.ts';
import { MANY, memoryStore } from './resumable-run.fixture.ts';
import { sgd } from './sgd.ts';
import { takeStep } from './train-step.ts';
import { trainedParameters } from './trained-parameters.ts';
import { disposeBatch, readRows, takeRows } from './training-data.ts';
import { createTeam, type Team } from './worker-team.ts';

beforeAll(() => init());

const small = () => realNVP({ features: 2, couplings: 3, hidden: [12], actNorm: true, seed: 1 });

type Walk = {
  readonly make?: () => Flow;
  readonly optimizer?: () => Optimizer;
  readonly count?: number;
  /** Rows of each step; as long as there are such. */
  readonly batches?: readonly number[];
  readonly weights?: readonly number[];
  /** Called before each step. */
  readonly before?: (flow: Flow, step: number) => void;
};

type End = { readonly values: number[][]; readonly norms: number[]; readonly moments: number[][] };

/** Steps of a team, and what the run holds at their end. */
async function walk(splits: boolean, given: Walk): Promise<End> {
  const {
    make = small,
    optimizer: makeOptimizer = adam,
    count = 2,
    batches = [8, 8, 8],
    weights,
    before,
  } = given;
  const flow = make();
  const optimizer = makeOptimizer();
  const team = createTeam(flow, optimizer, { count }, { splits });
  const table = readRows(flow, weights ? { x: bentLine(90), weights } : bentLine(90));
  const norms: number[] = [];
  try {
    await team.start(undefined);
    for (const [step, size] of batches.entries()) {
      before?.(flow, step);
      const x = takeRows(
        flow,
        table,
        Int32Array.from({ length: size }, (_, i) => 7 * step + i),
      );
      const settings = { seed: 1, epoch: 0, gradients: createGradientStore() };
      const joint = await team.differentiate([x], settings);
      const result =
        'skippedAt' in joint
          ? joint
          : await takeStep(flow, optimizer, joint, { learningRate: 0.05, clipNorm: 0.5 });
      norms.push(result.skippedAt === undefined ? result.gradientNorm : -1);
      disposeBatch(x);
      settings.gradients.dispose();
    }
    await team.gather();
    const momentsOf = (parameter: (typeof flow.parameters)[number]) =>
      Object.values(optimizer.memory?.of(parameter) ?? {}).map((value) => [...value.dataSync()]);
    return {
      values: flow.parameters.map(({ variable }) => [...variable.dataSync()]),
      norms,
      moments: trainedParameters(flow).flatMap(momentsOf),
    };
  } finally {
    await team.close();
    optimizer.dispose();
    flow.dispose();
  }
}

const twice = () => {
  const layer = elementwiseAffine({ features: 2 });
  return createFlow({ bijector: chain([layer, elementwiseAffine({ features: 2 }), layer]) });
};

const groups = { bias: { rate: 0.5 }, scale: { rate: 0, weightDecay: 0.1 } };

describe('threads that each move a part of the parameters', () => {
  it.each<[string, Walk]>([
    ['adam', {}],
    ['adam with groups and decay', { optimizer: () => adam({ weightDecay: 0.1, groups }) }],
    ['adamax', { optimizer: adamax }],
    ['lion', { optimizer: lion }],
    ['sgd with momentum', { optimizer: () => sgd({ momentum: 0.9 }) }],
    ['three threads', { count: 3 }],
    ['more threads than rows', { count: 3, batches: [2, 8, 1] }],
    ['weights of rows', { weights: Array.from({ length: 90 }, (_, i) => [1e-20, 1, 0, 3][i % 4] as number) }],
    ['a layer that stands in a flow twice', { make: twice }],
    ['more threads than parameters', { make: twice, count: 6 }],
    [
      'weights that change between steps',
      {
        before(flow, step) {
          const [first, last] = [flow.parameters[0], flow.parameters.at(-1)];
          for (const parameter of step === 1 ? [first, last] : [])
            parameter?.variable.assign(fill(parameter.variable.shape, 0.25));
        },
      },
    ],
    [
      'a step that is lost',
      {
        before(flow, step) {
          const last = flow.parameters.at(-1)?.variable;
          last?.assign(fill(last.shape, step === 1 ? Number.NaN : 0.1));
        },
        batches: [8, 8, 8, 8],
      },
    ],
  ])('end with the bits of threads that bring their gradients to one: %s', async (_, given) => {
    const split = await walk(true, given);
    expect(split).toEqual(await walk(false, given));
    expect(split.norms.filter((norm) => norm > 0).length).toBeGreaterThan(1);
    expect(split.moments.flat().some((value) => value !== 0)).toBe(true);
  });

  it('go on with the running values that a run was resumed with', async () => {
    const walkOn = async (splits: boolean) => {
      const flow = small();
      const optimizer = adam();
      const [parameter] = trainedParameters(flow).slice(-1);
      if (!parameter || !optimizer.memory) throw new Error('no parameter');
      optimizer.memory.steps = 5;
      for (const each of trainedParameters(flow))
        optimizer.memory.of(each).first?.assign(fill(each.variable.shape, 0.3));
      const team = createTeam(flow, optimizer, { count: 2 }, { splits });
      try {
        return await oneStep(flow, optimizer, team);
      } finally {
        await team.close();
        flow.dispose();
        optimizer.dispose();
      }
    };
    const values = await walkOn(true);
    expect(values).toEqual(await walkOn(false));
  });

  it.each(['at once', 'late'])('show no flow of which a part has moved: the others move %s', async (when) => {
    const late = { create: () => new Worker(new URL('./slow-to-move.fixture.ts', import.meta.url)) };
    const flow = realNVP({ features: 2, couplings: 2, hidden: MANY, seed: 1 });
    const [first, last] = [flow.parameters[0], flow.parameters.at(-1)];
    const look = () => [first, last].map((parameter) => parameter?.variable.dataSync()[0]).join();
    const whole = new Set([look()]);
    const seen: string[] = [];
    const polling = setInterval(() => seen.push(look()), 0);
    const report = await fit(flow, bentLine(64), {
      batchSize: 8,
      epochs: 1,
      workers: { count: 2, ...(when === 'late' && late) },
      onProgress: () => whole.add(look()),
    });
    clearInterval(polling);
    expect(report.steps).toBe(8);
    expect(whole.size).toBe(9);
    expect(seen.filter((pair) => !whole.has(pair))).toEqual([]);
    expect(new Set(seen).size).toBeGreaterThan(2);
    const prompt = realNVP({ features: 2, couplings: 2, hidden: MANY, seed: 1 });
    await fit(prompt, bentLine(64), { batchSize: 8, epochs: 1, workers: 2 });
    expect(Buffer.compare(flow.save(), prompt.save())).toBe(0);
    for (const each of [flow, prompt]) each.dispose();
  });

  it('move none where the first thread cannot move its own', async () => {
    const flow = small();
    const optimizer = adam();
    const values = () => flow.parameters.map(({ variable }) => [...variable.dataSync()]);
    const team = createTeam(flow, optimizer, { count: 2 }, { splits: true });
    await team.start(undefined);
    const x = takeRows(flow, readRows(flow, bentLine(9)), Int32Array.of(0, 1, 2, 3));
    const joint = await team.differentiate([x], { seed: 1, epoch: 0, gradients: createGradientStore() });
    const before = values();
    const failing = async () => {
      if ('skippedAt' in joint) throw new Error('lost');
      const [{ variable } = flow.parameters[0] as Parameter] = joint.share?.parameters ?? [];
      await joint.share?.move({ learningRate: 0.1, gradientScale: 1 }, () => {
        variable.assign(fill(variable.shape, 7));
        throw new RangeError('no room');
      });
    };
    await expect(failing()).rejects.toThrow('no room');
    expect(values()).toEqual(before);
    await team.close();
    disposeBatch(x);
  });

  it('are those of fit where a flow has many weights; their memory goes with them', async () => {
    const before = memory().numTensors;
    const train = async (optimizer: Optimizer) => {
      const flow = realNVP({ features: 2, couplings: 2, hidden: MANY, seed: 1 });
      const store = memoryStore();
      const options = { batchSize: 10, epochs: 1, optimizer, workers: 2, checkpoint: { store, every: 2 } };
      await fit(flow, bentLine(60), options);
      const saved = flow.save();
      flow.dispose();
      return saved;
    };
    const { memory: state, ...rest } = adam();
    const ofUser: Optimizer = { ...rest, ...(state && { memory: state }) };
    expect(Buffer.compare(await train(adam()), await train(ofUser))).toBe(0);
    expect(memory().numTensors).toBe(before);
  });
});

async function oneStep(flow: Flow, optimizer: Optimizer, team: Team): Promise<number[][]> {
  await team.start(undefined);
  const x = takeRows(
    flow,
    readRows(flow, bentLine(9)),
    Int32Array.from({ length: 9 }, (_, i) => i),
  );
  const gradients = createGradientStore();
  const joint = await team.differentiate([x], { seed: 1, epoch: 0, gradients });
  if ('skippedAt' in joint) throw new Error('lost');
  await takeStep(flow, optimizer, joint, { learningRate: 0.05, clipNorm: 100 });
  disposeBatch(x);
  gradients.dispose();
  return flow.parameters.map(({ variable }) => [...variable.dataSync()]);
}
