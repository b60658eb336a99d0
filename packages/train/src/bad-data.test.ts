import { init } from '@flow/backend';
import { batchNorm, chain, elementwiseAffine } from '@flow/layers';
import { createFlow, realNVP } from '@flow/models';
import { memory, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';
import type { FitData } from './prepare-data.ts';
import type { TrainingRows } from './training-data.ts';

beforeAll(() => init());

const quick: FitOptions = { epochs: 2, batchSize: 10 };
const rows = bentLine(30);
/** Rows 3 and 7 are spoiled. */
const spoiled = rows.map((row, i) => (i === 3 ? [row[0] as number, Number.NaN] : i === 7 ? [1e39, 0] : row));
const clean = rows.filter((_, i) => i !== 3 && i !== 7);

async function trained(data: FitData, options: FitOptions, context?: number) {
  const flow = smallFlow(context === undefined ? {} : { context });
  const warnings: string[] = [];
  const report = await fit(flow, data, {
    ...quick,
    ...options,
    onWarning: (message) => warnings.push(message),
  });
  const bytes = flow.save();
  flow.dispose();
  return { report, bytes, warnings };
}

describe('rows that are not finite', () => {
  it.each([
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    [1e39, 'Infinity'],
  ])('are refused by row and column: %d', async (value, received) => {
    const bad = rows.map((row, i) => (i === 12 ? [row[0] as number, value] : row));
    const before = memory().numTensors;
    const flow = smallFlow();
    await expect(fit(flow, bad)).rejects.toMatchObject({
      code: 'invalid-data',
      argument: 'data.x[12][1]',
      received,
    });
    flow.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('are left out where that is chosen, as if they had not been there', async () => {
    const expected = await trained(clean, {});
    const tensor = tensor2d(spoiled);
    for (const data of [spoiled, Float32Array.from(spoiled.flat()), { x: spoiled }, tensor]) {
      const { report, bytes, warnings } = await trained(data, { invalidRows: 'skip' });
      expect(bytes).toEqual(expected.bytes);
      expect(report.skippedRows).toEqual([3, 7]);
      expect(warnings).toEqual([expect.stringContaining('not finite: 2 (3, 7).')]);
    }
    tensor.dispose();
    expect(expected.report.skippedRows).toEqual([]);
    expect(expected.warnings).toEqual([]);
  });

  it('take their context and weight with them, and a bad context its row', async () => {
    const context = rows.map(([x], i) => [i === 20 ? Number.POSITIVE_INFINITY : (x as number)]);
    const weights = rows.map((_, i) => 1 + (i % 3));
    const isGood = (_: unknown, i: number) => ![3, 7, 20].includes(i);
    const { report, bytes } = await trained({ x: spoiled, context, weights }, { invalidRows: 'skip' }, 1);
    const parts = {
      x: rows.filter(isGood),
      context: context.filter(isGood),
      weights: weights.filter(isGood),
    };
    expect(report.skippedRows).toEqual([3, 7, 20]);
    expect(bytes).toEqual((await trained(parts, {}, 1)).bytes);
  });

  it.each<[string, FitData, object]>([
    ['all of them', [[Number.NaN, 1]], { code: 'invalid-data', argument: 'data' }],
    [
      'some, and others too wide',
      [
        [Number.NaN, 1],
        [1, 2, 3],
      ],
      { code: 'shape-mismatch', argument: 'data.x[1]' },
    ],
    ['in a flat array of another width', Float32Array.of(Number.NaN, 1, 2), { code: 'shape-mismatch' }],
    ['in batches', [rows], { code: 'invalid-argument', argument: 'invalidRows' }],
  ])('leave nothing to train on: %s', async (_, data, expected) => {
    await expect(fit(smallFlow(), data, { invalidRows: 'skip' })).rejects.toMatchObject(expected);
  });
});

describe('columns of one value', () => {
  const flat = rows.map(([x]) => [x as number, 4]);

  it('are told before the first step and in the report', async () => {
    const { report, warnings } = await trained(flat, {});
    expect(report.constantColumns).toEqual([1]);
    expect(warnings).toEqual([expect.stringContaining('(1)')]);
    expect((await trained(rows, {})).report.constantColumns).toEqual([]);
  });

  it('are refused or allowed by choice', async () => {
    await expect(trained(flat, { constantColumns: 'refuse' })).rejects.toMatchObject({
      code: 'invalid-data',
      argument: 'data.x',
      received: expect.stringContaining('columns 1 '),
    });
    const { report, warnings } = await trained(flat, { constantColumns: 'allow' });
    expect(report.constantColumns).toEqual([]);
    expect(warnings).toEqual([]);
    await expect(trained(rows, { constantColumns: 'refuse' })).resolves.toBeDefined();
  });

  it('are nothing to worry about in integer data', async () => {
    const flow = createFlow({
      bijector: realNVP({ features: 2, couplings: 2, hidden: [4] }).bijector,
      data: { features: 2, quantization: { levels: 8 } },
    });
    const integers = rows.map((_, i) => [i % 8, 4]);
    expect((await fit(flow, integers, quick)).constantColumns).toEqual([]);
    flow.dispose();
  });
});

describe('a first batch of one row', () => {
  it('is refused where layers start from it', async () => {
    const refusal = { code: 'invalid-data', argument: 'batchSize', received: '1 row' };
    await expect(trained(rows, { batchSize: 1 })).rejects.toMatchObject(refusal);
    await expect(trained([[1, 2]], {})).rejects.toMatchObject(refusal);
  });

  it('is enough for a flow without such layers, and for one that has started', async () => {
    const plain = realNVP({ features: 2, couplings: 2, hidden: [4], actNorm: false });
    expect((await fit(plain, [[1, 2]], quick)).steps).toBe(2);
    const started = smallFlow();
    await fit(started, rows, quick);
    expect((await fit(started, [[1, 2]], quick)).steps).toBe(2);
  });
});

describe('data that are not there, or not numbers', () => {
  const flowOf = (context?: number) => smallFlow(context === undefined ? {} : { context });
  const none = () => tensor2d([], [0, 2]);

  it.each<[string, () => FitData, object, object]>([
    ['an empty array', () => [], {}, { code: 'invalid-data', argument: 'data' }],
    ['an empty flat array', () => new Float32Array(0), {}, { code: 'invalid-data', argument: 'data' }],
    ['a tensor of no rows', none, {}, { code: 'invalid-data', argument: 'data' }],
    ['rows of nothing', () => ({ x: [] }), {}, { code: 'invalid-data', argument: 'data' }],
    [
      'an empty batch between others',
      () => [rows, { x: [] }],
      { epochs: 1 },
      { code: 'invalid-data', argument: 'batch' },
    ],
    [
      'validation of no rows',
      () => rows,
      { validation: [] },
      { code: 'invalid-data', argument: 'validation' },
    ],
    [
      'validation that is not finite',
      () => rows,
      { validation: [[1, Number.NaN]] },
      { code: 'invalid-data', argument: 'validation.x[0][1]', received: 'NaN' },
    ],
    [
      'a batch that is not finite',
      () => [rows, [[1, Infinity]]],
      { epochs: 1 },
      { code: 'invalid-data', argument: 'batch.x[0][1]', received: 'Infinity' },
    ],
    [
      'a weight that is not finite',
      () => ({ x: rows, weights: rows.map((_, i) => (i === 3 ? Number.NaN : 1)) }),
      {},
      { code: 'invalid-data', argument: 'data.weights' },
    ],
    [
      'words',
      () => [[1, 'two']] as unknown as FitData,
      {},
      { code: 'invalid-data', argument: 'data.x[0][1]' },
    ],
  ])('are refused: %s', async (_, data, options, expected) => {
    const flow = flowOf();
    const given = data();
    const before = memory().numTensors;
    await expect(fit(flow, given, options)).rejects.toMatchObject(expected);
    expect(memory().numTensors).toBe(before);
  });

  it('are refused: a context that is not finite, by row and column', async () => {
    const context = rows.map((_, i) => [i === 20 ? Number.NaN : 1]);
    await expect(fit(flowOf(1), { x: rows, context })).rejects.toMatchObject({
      code: 'invalid-data',
      argument: 'data.context[20][0]',
      received: 'NaN',
    });
  });

  it.each<[string, () => FitData, FitOptions, object]>([
    [
      'labels, which are given as a context',
      () => ({ x: rows, labels: [0] }) as FitData,
      {},
      { argument: 'data.labels', message: expect.stringContaining('context: oneHot(labels, classes)') },
    ],
    [
      'a word that is none, before rows are left out',
      () => ({ x: spoiled, wieghts: [1] }) as FitData,
      { invalidRows: 'skip' },
      { argument: 'data.wieghts', received: 'wieghts' },
    ],
    [
      'in a batch',
      () => [{ x: rows, label: 1 }] as FitData,
      { epochs: 1 },
      { argument: 'batch.label', received: 'label' },
    ],
    [
      'of validation',
      () => rows,
      { validation: { x: rows, labels: [0] } as TrainingRows },
      { argument: 'validation.labels', received: 'labels' },
    ],
  ])('are refused: parts that would be ignored, %s', async (_, data, options, expected) => {
    await expect(fit(flowOf(), data(), options)).rejects.toMatchObject({
      code: 'invalid-argument',
      expected: 'x, context, weights',
      ...expected,
    });
  });

  it('are refused: a context of another width', async () => {
    const context = rows.map(() => [1, 2]);
    await expect(fit(flowOf(1), { x: rows, context })).rejects.toMatchObject({
      code: 'shape-mismatch',
      argument: 'data.context[0]',
    });
  });
});

it('a first batch of one row is refused where batches come from an iterable as well', async () => {
  const flow = smallFlow();
  const before = flow.save();
  await expect(fit(flow, [[[1, 2]], rows], { epochs: 1 })).rejects.toMatchObject({
    code: 'invalid-data',
    argument: 'batchSize',
  });
  expect(flow.save()).toEqual(before);
});

describe('a batch of one row, where layers take statistics from each', () => {
  const normalised = () =>
    createFlow({ bijector: chain([elementwiseAffine({ features: 2 }), batchNorm({ features: 2 })]) });

  it.each<[string, FitData, object, string]>([
    ['left over by the batch size', rows.slice(0, 21), { batchSize: 10 }, 'batchSize'],
    ['of its own size', rows, { batchSize: 1 }, 'batchSize'],
    [
      'left over after a share for validation',
      rows.slice(0, 28),
      { batchSize: 10, validation: 0.25 },
      'batchSize',
    ],
    ['of an iterable', [rows, [[1, 2]]], { epochs: 1 }, 'batch'],
  ])('is refused: %s', async (_, data, options, argument) => {
    await expect(fit(normalised(), data, options)).rejects.toMatchObject({ code: 'invalid-data', argument });
  });

  it('is as good as any to a flow whose rows do not depend on each other', async () => {
    expect((await fit(smallFlow(), rows.slice(0, 21), { ...quick, batchSize: 10 })).stopped).toBe('finished');
    expect((await fit(normalised(), rows.slice(0, 22), { ...quick, batchSize: 10 })).stopped).toBe(
      'finished',
    );
  });
});
