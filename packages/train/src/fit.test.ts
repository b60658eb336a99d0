import { createRng, init } from '@flow/backend';
import { chain, elementwiseAffine, logit, reversePermutation, uniformDequantise } from '@flow/layers';
import { createFlow, type Flow } from '@flow/models';
import { memory, type Tensor, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import type { Optimizer } from './optimizer.ts';
import { bentLine, type Saboteur, sabotagedFlow, smallFlow, watchingFlow } from './plane.fixture.ts';
import type { FitData } from './prepare-data.ts';
import type { ProgressEvent, StepEvent } from './progress.ts';

beforeAll(() => init());

const rows = bentLine(60);
const quick: FitOptions = { epochs: 3, batchSize: 16, seed: 2 };

async function trained(data: FitData, options: FitOptions = quick, flow = smallFlow()): Promise<Uint8Array> {
  await fit(flow, data, options);
  const bytes = flow.save();
  flow.dispose();
  return bytes;
}

async function eventsOf(flow: Flow, data: FitData, options: FitOptions): Promise<ProgressEvent[]> {
  const events: ProgressEvent[] = [];
  await fit(flow, data, { ...options, onProgress: (event) => events.push(event) });
  return events;
}

const stepsIn = (events: readonly ProgressEvent[]) =>
  events.filter((event): event is StepEvent => event.type === 'step');

describe('fit', () => {
  it('finds the shape of the data: close to the entropy that nothing can beat', async () => {
    const flow = smallFlow();
    const many = bentLine(800);
    const test = bentLine(500, 1);
    const before = evaluate(flow, test).nll;
    const report = await fit(flow, many, { epochs: 25, batchSize: 100, learningRate: 1e-2 });
    const after = evaluate(flow, test);
    // The density is N(u; 0, 1)·N(v; 0, 0.3): its entropy is 1 + log 2π + log 0.3.
    const entropy = 1 + Math.log(2 * Math.PI) + Math.log(0.3);
    expect(before).toBeGreaterThan(entropy + 1);
    expect(after.nll).toBeLessThan(entropy + 0.15);
    expect(after.nll).toBeGreaterThan(entropy - 4 * after.nllStandardError);
    expect(report).toMatchObject({ stopped: 'finished', steps: 200, epochs: 25, nonFiniteSteps: 0 });
    expect(report.history.at(-1)?.loss).toBeLessThan(report.history[0]?.loss as number);
  });

  it('is a function of its seed, to the last bit', async () => {
    const first = await trained(rows);
    expect(await trained(rows)).toEqual(first);
    expect(await trained(rows, { ...quick, seed: 3 })).not.toEqual(first);
  });

  it('has seen every row once in an epoch, in an order of its own', async () => {
    const seen: number[][] = [];
    await fit(watchingFlow(seen), rows, { epochs: 2, batchSize: 7 });
    const sorted = (list: number[][]) => list.map((row) => row.map(Math.fround).join()).sort();
    expect(sorted(seen.slice(0, 60))).toEqual(sorted(rows));
    expect(sorted(seen.slice(60))).toEqual(sorted(rows));
    expect(seen.slice(0, 60)).not.toEqual(seen.slice(60));
  });

  it('takes tensors and flat arrays for rows', async () => {
    const expected = await trained(rows);
    const tensor = tensor2d(rows);
    expect(await trained(tensor)).toEqual(expected);
    expect(await trained({ x: tensor })).toEqual(expected);
    expect(await trained(Float32Array.from(rows.flat()))).toEqual(expected);
    expect(tensor.isDisposed).toBe(false);
    tensor.dispose();
  });

  it('takes batches from an array, an iterable or an async iterable', async () => {
    const batches = [rows.slice(0, 20), rows.slice(20, 40), rows.slice(40)];
    const expected = await trained(batches);
    expect(await trained(new Set(batches))).toEqual(expected);
    const later = {
      async *[Symbol.asyncIterator]() {
        for (const batch of batches) yield await Promise.resolve({ x: batch });
      },
    };
    expect(await trained(later)).toEqual(expected);
    const tensors = batches.map((batch) => tensor2d(batch));
    expect(await trained(tensors)).toEqual(expected);
    for (const tensor of tensors) tensor.dispose();
    expect(await trained(batches.toReversed())).not.toEqual(expected);
  });

  it('learns from a context', async () => {
    const rng = createRng(4);
    const [context, noise] = [rng.normal(300), rng.normal(600)];
    const x = Array.from(context, (c, i) => [3 * c + (noise[2 * i] as number), noise[2 * i + 1] as number]);
    const contexts = Array.from(context, (c) => [c]);
    const flow = smallFlow({ context: 1 });
    await fit(flow, { x, context: contexts }, { epochs: 25, batchSize: 50, learningRate: 1e-2 });
    const known = evaluate(flow, { x, context: contexts }).nll;
    const mistaken = evaluate(flow, { x, context: contexts.toReversed() }).nll;
    expect(known).toBeLessThan(1 + Math.log(2 * Math.PI) + 0.25);
    expect(mistaken).toBeGreaterThan(known + 1);
  });
});

describe('weights', () => {
  const weighted = rows.map((_, i) => i % 3);

  it('a row of weight 0 has no influence at all', async () => {
    const x = [...rows];
    const expected = await trained({
      x: x.filter((_, i) => i % 3 > 0),
      weights: weighted.filter((weight) => weight > 0),
    });
    expect(await trained({ x, weights: weighted })).toEqual(expected);
    const spoiled = x.map((row, i) => (i % 3 > 0 ? row : [1e30, -1e30]));
    expect(await trained({ x: spoiled, weights: weighted })).toEqual(expected);
  });

  it('a row of weight 2 counts as the row twice', async () => {
    const once = { epochs: 1, batchSize: 1000 };
    const twice = rows.flatMap((row, i) => Array.from({ length: i % 3 }, () => row));
    const flow = () => createFlow({ bijector: elementwiseAffine({ features: 2 }) });
    const [a] = stepsIn(await eventsOf(flow(), { x: rows, weights: weighted }, once));
    const [b] = stepsIn(await eventsOf(flow(), twice, once));
    expect(a?.loss).toBeCloseTo(b?.loss as number, 5);
    expect(a?.gradientNorm).toBeCloseTo(b?.gradientNorm as number, 4);
  });
});

describe('validation', () => {
  it('as a share sets rows aside that training never sees', async () => {
    const seen: number[][] = [];
    const report = await fit(watchingFlow(seen), rows, { epochs: 2, batchSize: 10, validation: 0.25 });
    expect(report.steps).toBe(2 * 5);
    expect(report.history[0]?.validation?.rows).toBe(15);
    expect(new Set(seen.map(String)).size).toBe(45);
    const other: number[][] = [];
    await fit(watchingFlow(other), rows, { epochs: 1, batchSize: 10, validation: 0.25, seed: 1 });
    expect(new Set([...seen, ...other].map(String)).size).toBeGreaterThan(45);
  });

  it('as rows is measured as evaluate measures it', async () => {
    const flow = smallFlow();
    const validation = bentLine(30, 7);
    const report = await fit(flow, rows, { ...quick, validation });
    expect(evaluate(flow, validation, { seed: 2 })).toEqual(report.bestValidation);
  });

  /** Training narrows the flow, away from the validation, which is best after the first epoch. */
  const drifting = {
    epochs: 50,
    batchSize: 60,
    learningRate: 0.05,
    validation: [
      [3, -3],
      [-4, 3],
    ],
  };
  const near = Array.from({ length: 60 }, (_, i) => [0.1 * ((i % 7) - 3), 0.1 * ((i % 5) - 2)]);
  const plain = () =>
    createFlow({ bijector: chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]) });

  it('stops when patience is over, and goes back to the best epoch', async () => {
    const flow = plain();
    const report = await fit(flow, near, { ...drifting, patience: 3 });
    expect(report).toMatchObject({ stopped: 'patience', epochs: 4, steps: 4, bestEpoch: 0 });
    const nlls = report.history.map(({ validation }) => validation?.nll as number);
    expect(nlls).toEqual([...nlls].sort((a, b) => a - b));
    expect(report.bestValidation).toEqual(report.history[0]?.validation);
    expect(evaluate(flow, drifting.validation)).toEqual(report.bestValidation);
  });

  it('keeps the last weights where it is told to', async () => {
    const flow = plain();
    const report = await fit(flow, near, { ...drifting, patience: 3, restoreBest: false });
    expect(report).not.toHaveProperty('bestEpoch');
    expect(evaluate(flow, drifting.validation)).toEqual(report.history.at(-1)?.validation);
    expect(evaluate(flow, drifting.validation)).not.toEqual(report.bestValidation);
  });
});

describe('the end of a run', () => {
  it('comes after the step in which the signal was given', async () => {
    const controller = new AbortController();
    const flow = smallFlow();
    const report = await fit(flow, rows, {
      epochs: 100,
      batchSize: 20,
      signal: controller.signal,
      validation: bentLine(10, 3),
      onProgress: (event) => {
        if (event.step === 5) controller.abort();
      },
    });
    expect(report).toMatchObject({ stopped: 'aborted', steps: 5, epochs: 2 });
    expect(evaluate(flow, bentLine(10, 3))).toEqual(report.bestValidation);
  });

  it('comes after maxSteps, in the middle of an epoch as well', async () => {
    const report = await fit(smallFlow(), rows, { epochs: 100, batchSize: 20, maxSteps: 4 });
    expect(report).toMatchObject({ stopped: 'finished', steps: 4, epochs: 2 });
    const endless = {
      *[Symbol.iterator]() {
        for (;;) yield rows;
      },
    };
    expect(await fit(smallFlow(), endless, { maxSteps: 3 })).toMatchObject({ steps: 3, epochs: 1 });
  });
});

describe('a step that is not finite', () => {
  const batches = [rows.slice(0, 20), rows.slice(20, 40), rows.slice(40)];
  /** Batches of which the one at `bad` meets the sabotage. */
  const sabotaging = (saboteur: Saboteur, bad: number, kind: Saboteur['fails']) => ({
    *[Symbol.iterator]() {
      for (const [i, batch] of batches.entries()) {
        saboteur.fails = i === bad ? kind : undefined;
        yield batch;
      }
    },
  });

  it.each([
    ['loss', 'bijector.0.logScale', Number.NaN],
    ['gradient', 'bijector.1.gain', expect.any(Number)],
  ] as const)('in its %s is skipped without a trace, counted and reported', async (kind, path, loss) => {
    const saboteur: Saboteur = { fails: undefined };
    const flow = sabotagedFlow(saboteur);
    const events = await eventsOf(flow, sabotaging(saboteur, 1, kind), { epochs: 1 });
    expect(events.map(({ type, step }) => `${type} ${step}`)).toEqual([
      'step 1',
      'skip 2',
      'step 3',
      'epoch 3',
    ]);
    expect(events[1]).toMatchObject({ path, loss });
    const clean = sabotagedFlow({ fails: undefined });
    await fit(clean, [batches[0], batches[2]] as number[][][], { epochs: 1 });
    expect(flow.save()).toEqual(clean.save());
  });

  it('as the only one leaves the weights as they were', async () => {
    const flow = sabotagedFlow({ fails: 'gradient' });
    const before = flow.save();
    const report = await fit(flow, rows, { epochs: 1, batchSize: 60 });
    expect(flow.save()).toEqual(before);
    expect(report).toMatchObject({ stopped: 'finished', steps: 1, nonFiniteSteps: 1 });
    expect(report.history[0]?.loss).toBeNaN();
  });

  it('again and again ends the run; in between the count starts anew', async () => {
    const report = await fit(sabotagedFlow({ fails: 'loss' }), rows, {
      epochs: 9,
      batchSize: 20,
      maxSkipped: 4,
    });
    expect(report).toMatchObject({ stopped: 'not-finite', steps: 4, nonFiniteSteps: 4 });
    const saboteur: Saboteur = { fails: undefined };
    const now = await fit(sabotagedFlow(saboteur), sabotaging(saboteur, 1, 'loss'), {
      epochs: 6,
      maxSkipped: 2,
    });
    expect(now).toMatchObject({ stopped: 'finished', steps: 18, nonFiniteSteps: 6 });
  });
});

describe('tensors', () => {
  it('are as many after each step as after the first, and none is left at the end', async () => {
    const flow = smallFlow({ context: 1 });
    const data = {
      x: rows,
      context: rows.map(([x]) => [x as number]),
      weights: rows.map((_, i) => 1 + (i % 2)),
    };
    const before = memory().numTensors;
    const counts: number[] = [];
    await fit(flow, data, {
      epochs: 4,
      batchSize: 13,
      validation: 0.2,
      onProgress: ({ type }) => {
        if (type === 'step') counts.push(memory().numTensors);
      },
    });
    expect(counts.length).toBe(16);
    const firstEpoch = counts.slice(0, 4);
    expect(new Set(firstEpoch).size).toBe(1);
    // After the first epoch there is a copy of the best model beside.
    expect(new Set(counts.slice(4)).size).toBe(1);
    expect((counts[4] as number) - (counts[0] as number)).toBe(flow.parameters.length);
    expect(memory().numTensors).toBe(before);
  });

  it.each<[string, Partial<FitOptions>, FitData]>([
    ['the schedule throws', { schedule: () => Number.NaN }, rows],
    [
      'a listener throws',
      {
        onProgress: () => {
          throw new RangeError('enough');
        },
      },
      rows,
    ],
    ['a batch is bad', {}, [rows, [[1, Number.NaN]]]],
    ['the data end', {}, new Set([rows]).values()],
  ])('none is left where %s', async (_, options, data) => {
    const flow = smallFlow();
    const before = memory().numTensors;
    await expect(fit(flow, data, { epochs: 100, ...options })).rejects.toThrow();
    expect(memory().numTensors).toBe(before);
  });
});

describe('progress', () => {
  it('tells each step and each epoch, in order', async () => {
    const validation = bentLine(10, 3);
    const events = await eventsOf(smallFlow(), rows, { epochs: 2, batchSize: 25, validation });
    expect(events.map(({ type, step, epoch }) => `${type} ${step} in ${epoch}`)).toEqual([
      'step 1 in 0',
      'step 2 in 0',
      'step 3 in 0',
      'epoch 3 in 0',
      'step 4 in 1',
      'step 5 in 1',
      'step 6 in 1',
      'epoch 6 in 1',
    ]);
    for (const event of events) expect(event).toMatchObject({ steps: 6, epochs: 2 });
    for (const event of stepsIn(events)) {
      expect(event).toMatchObject({
        loss: expect.any(Number),
        gradientNorm: expect.toSatisfy((norm: number) => norm > 0),
        learningRate: 1e-3,
        rowsPerSecond: expect.toSatisfy((rate: number) => rate > 0),
        secondsLeft: expect.toSatisfy((seconds: number) => seconds >= 0),
      });
      expect(event).not.toHaveProperty('bitsPerDim');
    }
    expect(stepsIn(events).at(-1)?.secondsLeft).toBe(0);
    const losses = stepsIn(events).map(({ loss }) => loss);
    expect(events[3]).toMatchObject({
      loss: expect.closeTo(((losses[0] as number) + (losses[1] as number) + (losses[2] as number)) / 3, 10),
      isBest: true,
      validation: { rows: 10 },
    });
  });

  it('tells bits per dimension where the data are integers', async () => {
    const flow = createFlow({
      bijector: chain([
        elementwiseAffine({ features: 2 }),
        logit({ shape: [2] }),
        uniformDequantise({ shape: [2], levels: 4 }),
      ]),
      data: { features: 2, quantization: { levels: 4 } },
    });
    const events = await eventsOf(
      flow,
      [
        [0, 3],
        [1, 2],
      ],
      { epochs: 1 },
    );
    const [step] = stepsIn(events);
    expect(step?.bitsPerDim).toBeCloseTo((step?.loss as number) / (2 * Math.LN2), 10);
  });

  it('of an iterable does not pretend to know its end', async () => {
    const events = await eventsOf(smallFlow(), [rows, rows], { epochs: 1 });
    for (const step of stepsIn(events))
      expect(step).toMatchObject({ steps: undefined, secondsLeft: undefined });
  });
});

describe('learning rate and clipping', () => {
  it('warms up, and follows the schedule', async () => {
    const asked: [number, number | undefined][] = [];
    const schedule = (step: number, steps: number | undefined) => {
      asked.push([step, steps]);
      return step < 4 ? 1 : 0.5;
    };
    const options = { epochs: 2, batchSize: 20, learningRate: 0.01, warmupSteps: 3, schedule };
    const rates = stepsIn(await eventsOf(smallFlow(), rows, options)).map(({ learningRate }) => learningRate);
    const expected = [1 / 3, 2 / 3, 1, 1, 0.5, 0.5].map((factor) => expect.closeTo(0.01 * factor, 12));
    expect(rates).toEqual(expected);
    expect(asked).toEqual([0, 1, 2, 3, 4, 5].map((step) => [step, 6]));
  });

  /** An optimizer that only writes down what it is given. */
  function recorder() {
    const calls: { rate: number; scale: number; norm: number; paths: string[] }[] = [];
    const optimizer: Optimizer = {
      kind: 'recorder',
      learningRate: 1,
      step(updates, rate, scale) {
        const squares = updates.flatMap(({ gradient }) => Array.from(gradient.dataSync(), (g) => g * g));
        const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
        calls.push({ rate, scale, norm, paths: updates.map(({ parameter }) => parameter.path) });
      },
      dispose() {},
    };
    return { calls, optimizer };
  }

  it('reports the global norm before clipping and scales the gradients down to clipNorm', async () => {
    const { calls, optimizer } = recorder();
    const far = rows.map(([x, y]) => [1000 + (x as number), y as number]);
    const flow = createFlow({ bijector: elementwiseAffine({ features: 2 }) });
    const events = stepsIn(await eventsOf(flow, far, { epochs: 1, batchSize: 30, clipNorm: 5, optimizer }));
    events.forEach(({ gradientNorm }, i) => {
      const { norm, scale, paths } = calls[i] as (typeof calls)[number];
      expect(gradientNorm).toBeGreaterThan(1000);
      expect(Math.abs(gradientNorm / norm - 1)).toBeLessThan(1e-5);
      expect(scale * norm).toBeCloseTo(5, 3);
      expect(paths).toEqual(['bijector.logScale', 'bijector.shift']);
    });
  });

  it('leaves gradients below clipNorm as they are, and all of them where clipNorm is Infinity', async () => {
    for (const clipNorm of [100, Number.POSITIVE_INFINITY]) {
      const { calls, optimizer } = recorder();
      await fit(smallFlow(), rows, { epochs: 1, batchSize: 30, clipNorm, optimizer });
      expect(calls.map(({ scale }) => scale)).toEqual([1, 1]);
    }
  });

  it('a huge gradient moves no weight further than Adam allows', async () => {
    const flow = createFlow({ bijector: elementwiseAffine({ features: 2 }) });
    const far = rows.map(([x, y]) => [1e6 * (x as number), 1e6 * (y as number)]);
    await fit(flow, far, { epochs: 1, batchSize: 60, learningRate: 0.01 });
    for (const { variable } of flow.parameters) {
      for (const value of variable.dataSync()) expect(Math.abs(value)).toBeLessThanOrEqual(0.01 + 1e-6);
    }
  });

  it('gives each variable to the optimizer once, also one that stands twice', async () => {
    const { calls, optimizer } = recorder();
    const shared = elementwiseAffine({ features: 2 });
    const flow = createFlow({ bijector: chain([shared, reversePermutation(2), shared]) });
    await fit(flow, rows, { epochs: 1, batchSize: 60, optimizer });
    expect(calls[0]?.paths.length).toBe(2);
  });
});

describe('refusals', () => {
  const refused = async (data: unknown, options: object, expected: object, flow = smallFlow()) => {
    const before = memory().numTensors;
    const weights = flow.save();
    await expect(fit(flow, data as FitData, options)).rejects.toMatchObject(expected);
    expect(memory().numTensors).toBe(before);
    expect(flow.save()).toEqual(weights);
  };

  it.each<[string, object]>([
    ['epochs', { epochs: 0 }],
    ['epochs', { epochs: 1.5 }],
    ['batchSize', { batchSize: 0 }],
    ['batchSize', { batchSize: Number.NaN }],
    ['maxSteps', { maxSteps: 0 }],
    ['maxSkipped', { maxSkipped: 0 }],
    ['warmupSteps', { warmupSteps: -1 }],
    ['clipNorm', { clipNorm: 0 }],
    ['clipNorm', { clipNorm: Number.NaN }],
    ['learningRate', { learningRate: -1 }],
    ['seed', { seed: -1 }],
    ['validation', { validation: 0 }],
    ['validation', { validation: 1 }],
    ['patience', { patience: 3 }],
    ['patience', { patience: 0, validation: 0.1 }],
    ['schedule', { schedule: () => Number.NaN }],
    ['schedule', { schedule: () => -1 }],
  ])('%s in %o', async (argument, options) => {
    await refused(rows, options, { code: 'invalid-argument', argument }, plainFlow());
  });

  it('an option that is undefined has its default', async () => {
    const undefinedOptions = { epochs: 1, batchSize: undefined, seed: undefined, clipNorm: undefined };
    expect(await trained(rows, undefinedOptions as object)).toEqual(await trained(rows, { epochs: 1 }));
  });

  it.each<[string, unknown, object]>([
    ['no rows', [], { code: 'invalid-data', argument: 'data' }],
    ['rows of another width', [[1, 2, 3]], { code: 'shape-mismatch', argument: 'data.x[0]' }],
    ['a missing value', [[1, Number.NaN]], { code: 'invalid-data', argument: 'data.x[0][1]' }],
    [
      'weights of another number',
      { x: rows, weights: [1] },
      { code: 'invalid-data', argument: 'data.weights' },
    ],
    ['negative weights', { x: rows, weights: rows.map(() => -1) }, { code: 'invalid-data' }],
    ['weights that are all 0', { x: rows, weights: rows.map(() => 0) }, { code: 'invalid-data' }],
    ['an iterable of nothing', new Set(), { code: 'invalid-data', argument: 'data' }],
    ['a bad batch', [[[1, 2]], [[1, 2, 3]]].slice(1), { code: 'shape-mismatch', argument: 'batch.x[0]' }],
  ])('%s', async (_, data, expected) => {
    await refused(data, {}, expected);
  });

  it.each<[string, () => Tensor]>([
    [
      'of another width',
      () =>
        tensor2d([
          [1, 2, 3],
          [4, 5, 6],
        ]),
    ],
    [
      'of another rank',
      () =>
        tensor3d([
          [
            [1, 2],
            [3, 4],
          ],
          [
            [5, 6],
            [7, 8],
          ],
        ]),
    ],
  ])('a tensor %s, though its size would fit', async (_, make) => {
    const tensor = make();
    await refused(tensor, {}, { code: 'shape-mismatch', argument: 'data.x' });
    await refused(rows, { validation: tensor }, { code: 'shape-mismatch', argument: 'validation.x' });
    tensor.dispose();
  });

  it('a context that is missing or too short', async () => {
    const conditional = () => smallFlow({ context: 1 });
    await refused(rows, {}, { code: 'context-missing', argument: 'data.context' }, conditional());
    await refused(
      { x: rows, context: [[1]] },
      {},
      { code: 'shape-mismatch', argument: 'data.context', expected: '60 rows', received: '1' },
      conditional(),
    );
  });

  it('a share of an iterable, and a share of one row', async () => {
    await refused(new Set([rows]), { validation: 0.5 }, { code: 'invalid-argument', argument: 'validation' });
    await refused([[1, 2]], { validation: 0.5 }, { code: 'invalid-data', argument: 'validation' });
  });

  it('a generator that has run out when the second epoch begins', async () => {
    function* once() {
      yield rows;
    }
    await expect(fit(smallFlow(), once(), { epochs: 2 })).rejects.toMatchObject({
      code: 'invalid-data',
      argument: 'data',
      message: expect.stringContaining('a generator runs once'),
    });
    expect((await fit(smallFlow(), once(), { epochs: 1 })).steps).toBe(1);
  });

  it('a flow that has nothing to train', async () => {
    const fixed = createFlow({ bijector: reversePermutation(2) });
    await refused(rows, {}, { code: 'invalid-argument', argument: 'flow' }, fixed);
  });
});

const plainFlow = () => createFlow({ bijector: elementwiseAffine({ features: 2 }) });
