import { createGradientStore, createRng, init } from '@flow/backend';
import { batchNorm, chain, elementwiseAffine } from '@flow/layers';
import { createFlow, type Flow, glow, realNVP } from '@flow/models';
import { relativeError } from '@flow-tooling/testkit';
import { memory, type Variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';
import type { FitData } from './prepare-data.ts';
import { breakAfter, everything, MANY, memoryStore, trainedWith } from './resumable-run.fixture.ts';
import { sgd } from './sgd.ts';
import { differentiate } from './train-step.ts';
import { disposeBatch, readRows, takeRows } from './training-data.ts';
import { createTeam } from './worker-team.ts';

beforeAll(() => init());

const pictures = Float32Array.from(createRng(4).integers(40 * 64, 0, 256));
const smallGlow = () => glow({ shape: [8, 8, 1], levels: 2, steps: 2, hidden: 8, seed: 1 });
const planeWith = (extra: object) => ({ x: bentLine(90), ...extra });
const weights = Array.from({ length: 90 }, (_, i) => (i % 7 === 0 ? 3 : 0.5));
const context = Array.from({ length: 90 }, (_, i) => [i / 90]);

/** Batches of a generator, the second with rows that do not count. */
function* unevenBatches() {
  yield bentLine(30);
  yield { x: bentLine(30, 1), weights: Array.from({ length: 30 }, (_, i) => Number(i < 4)) };
  yield bentLine(1, 2);
}

type Case = { readonly make: () => Flow; readonly data: () => FitData; readonly options?: FitOptions };
const plane: Case = { make: smallFlow, data: () => bentLine(90) };
const cases: Record<string, Case> = {
  'a flow of vectors': plane,
  'a Glow with the noise of dequantisation': {
    make: smallGlow,
    data: () => pictures,
    options: { clipNorm: 5 },
  },
  'weighted rows': { ...plane, data: () => planeWith({ weights }) },
  'rows with a context': { make: () => smallFlow({ context: 1 }), data: () => planeWith({ context }) },
  'several batches a step': { ...plane, options: { accumulate: 2 } },
  'rebuilt inputs': { ...plane, options: { memory: 'recompute' } },
  'averaged weights, validated': { ...plane, options: { averageDecay: 0.9, validation: 0.2 } },
  'uneven batches': { ...plane, data: unevenBatches, options: { epochs: 1 } },
};

async function trained({ make, data, options }: Case, workers: number) {
  const flow = make();
  const optimizer = sgd({ learningRate: 1e-3, momentum: 0.9 });
  const all = { epochs: 2, batchSize: 14, optimizer, seed: 2, ...options, workers };
  const report = await fit(flow, data(), all);
  const values = flow.parameters.map(({ variable }) => variable.dataSync());
  const bytes = flow.save();
  flow.dispose();
  return { bytes, values, report };
}

it.each(Object.entries(cases))(
  '%s give with two workers what they give with one, within rounding, and the same bits again',
  async (_, example) => {
    const one = await trained(example, 1);
    const two = await trained(example, 2);
    expectSame(two, one);
    expect((await trained(example, 2)).bytes).toEqual(two.bytes);
  },
);

it('three workers, too', async () => {
  expectSame(await trained(plane, 3), await trained(plane, 1));
});

function expectSame(some: Awaited<ReturnType<typeof trained>>, one: typeof some) {
  some.values.forEach((values, i) => {
    expect(relativeError(values, one.values[i] ?? [], 1e-3)).toBeLessThan(2e-5);
  });
  expect(some.report.steps).toBe(one.report.steps);
  expect(some.report.nonFiniteSteps).toBe(0);
  expect(some.report.history.at(-1)?.loss).toBeCloseTo(one.report.history.at(-1)?.loss ?? 0, 3);
}

it('are the mean of the batch: gradients of parts join to those of the whole, to and fro or in shared memory', async () => {
  const flow = smallGlow();
  const batch = takeRows(
    flow,
    readRows(flow, pictures),
    Int32Array.from({ length: 13 }, (_, i) => 2 * i),
  );
  flow.initialize(batch.x).value.dispose();
  const settings = { seed: 1, epoch: 2, gradients: createGradientStore() };
  const gradientsOf = (gradients: ReadonlyMap<Variable, { dataSync(): ArrayLike<number> }>) =>
    flow.parameters
      .filter((p) => p.trainable)
      .map((p) => Array.from(gradients.get(p.variable)?.dataSync() ?? []));
  const whole = differentiate(flow, [batch], settings);
  if ('skippedAt' in whole) throw new Error('lost');
  const expected = gradientsOf(whole.gradients);
  const found = [];
  for (const sharesMemory of [true, false]) {
    const team = createTeam(flow, sgd(), { count: 3 }, { sharesMemory });
    try {
      await team.start(undefined);
      for (let step = 0; step < 2; step++) {
        const joint = await team.differentiate([batch], settings);
        if ('skippedAt' in joint) throw new Error('lost');
        found.push(gradientsOf(joint.gradients));
        expect(joint.loss).toBeCloseTo(whole.loss, 3);
        joint.dispose();
      }
    } finally {
      await team.close();
    }
  }
  for (const parts of found) {
    expect(parts).toEqual(found[0]);
    expect(relativeError(parts.flat(), expected.flat())).toBeLessThan(1e-6);
  }
  whole.dispose();
  disposeBatch(batch);
  flow.dispose();
});

it('sum the gradients of a layer that stands in a flow twice', async () => {
  const twice = () => {
    const layer = elementwiseAffine({ features: 2 });
    return createFlow({ bijector: chain([layer, elementwiseAffine({ features: 2 }), layer]) });
  };
  const example = { make: twice, data: () => bentLine(90) };
  const [one, two] = [await trained(example, 1), await trained(example, 2)];
  two.values.forEach((values, i) => {
    expect(relativeError(values, one.values[i] ?? [], 1e-3)).toBeLessThan(2e-5);
  });
});

it('leave no tensor behind', async () => {
  const before = memory().numTensors;
  await trained(plane, 2);
  expect(memory().numTensors).toBe(before);
});

describe('a run with workers that was broken off', () => {
  it.each([
    ['few', [8]],
    ['many', MANY],
  ])('ends with the same bytes as one that ran through: %s weights', async (_, hidden) => {
    const options = () => ({ ...everything(), workers: 2 });
    const whole = await trainedWith(options(), hidden);
    const checkpoint = { store: memoryStore(), every: 2 };
    for (const step of [3, 8]) {
      const broken = trainedWith({ ...options(), checkpoint, onProgress: breakAfter(step) }, hidden);
      await expect(broken).rejects.toThrow('the power went out');
    }
    const { bytes, report } = await trainedWith({ ...options(), checkpoint }, hidden);
    expect(Buffer.compare(bytes, whole.bytes)).toBe(0);
    expect(report.resumed?.step).toBe(6);
  });

  it('does not go on with another number of them, whose rounding is another', async () => {
    const checkpoint = { store: memoryStore(), every: 1 };
    await trainedWith({ ...everything(), checkpoint, workers: 2, maxSteps: 2 });
    const other = trainedWith({ ...everything(), checkpoint, workers: 3, maxSteps: 2 });
    await expect(other).rejects.toMatchObject({
      code: 'invalid-argument',
      expected: 'workers = 2',
      received: 'workers = 3',
    });
  });
});

describe('are refused', () => {
  const run = (workers: unknown, flow = smallFlow()) =>
    fit(flow, bentLine(20), { batchSize: 4, workers: workers as number });

  it.each([0, 1.5, Number.NaN, '2', null, { count: -1 }])('%j of them', async (workers) => {
    await expect(run(workers)).rejects.toMatchObject({ code: 'invalid-argument', argument: 'workers' });
  });

  it('more than a batch has rows', async () => {
    await expect(run(5)).rejects.toThrow(/workers.*Expected 4 at most, the rows of a batch.*got 5/);
  });

  it.each([
    [{ setup: './layers.js' }, 'workers.setup'],
    [{ create: 'layers.js' }, 'workers.create'],
    [{ setup: 'file:///layers.js', create: () => {} }, 'workers.setup'],
  ])('%o', async (options, argument) => {
    await expect(run({ count: 2, ...options })).rejects.toMatchObject({ code: 'invalid-argument', argument });
  });

  it('where rows depend on each other, with the name of the layer', async () => {
    const inner = chain([elementwiseAffine({ features: 2 }), batchNorm({ features: 2 })]);
    const flow = createFlow({ bijector: chain([elementwiseAffine({ features: 2 }), inner]) });
    await expect(run(2, flow)).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'workers',
      path: 'bijector.1.1',
      received: 'batchNorm',
    });
    expect((await run(1, flow)).stopped).toBe('finished');
  });
});

it('what is no worker is named', async () => {
  const create = (() => 'a thread') as unknown as () => never;
  await expect(fit(smallFlow(), bentLine(20), { workers: { count: 2, create } })).rejects.toThrow(
    /worker-failed.*Worker 2 of 2 did not start: workers.create gave a thread/,
  );
});

it('one of them starts none', async () => {
  const flow = realNVP({ features: 2, couplings: 2, hidden: [4], seed: 1 });
  const report = await fit(flow, bentLine(20), { epochs: 1, workers: { count: 1, create: () => never() } });
  expect(report.steps).toBe(1);
});

function never(): never {
  throw new Error('No worker was asked for.');
}
