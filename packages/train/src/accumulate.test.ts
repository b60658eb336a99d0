import { init } from '@flow/backend';
import { chain, elementwiseAffine, reversePermutation } from '@flow/layers';
import { createFlow } from '@flow/models';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { fit } from './fit.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';
import type { FitData } from './prepare-data.ts';
import { sgd } from './sgd.ts';

beforeAll(() => init());

const rows = bentLine(40);
const x = (from: number, to?: number) => rows.slice(from, to);
const weights = rows.map((_, i) => 1 + (i % 4));

const plain = () =>
  createFlow({ bijector: chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]) });

/** The weights after some steps. */
async function weightsAfter(data: FitData, accumulate: number): Promise<number[]> {
  const flow = plain();
  await fit(flow, data, { epochs: 3, accumulate, optimizer: sgd({ learningRate: 0.05 }) });
  const values = flow.parameters.flatMap(({ variable }) => [...variable.dataSync()]);
  flow.dispose();
  return values;
}

it.each<[string, FitData, FitData, number]>([
  ['rows', [x(0, 10), x(10, 30), x(30)], [rows], 3],
  [
    'weighted rows',
    [
      { x: x(0, 10), weights: weights.slice(0, 10) },
      { x: x(10), weights: weights.slice(10) },
    ],
    [{ x: rows, weights }],
    2,
  ],
  ['a last group that is smaller', [x(0, 10), x(10, 20), x(20)], [x(0, 20), x(20)], 2],
])('batches of unequal size step as one: %s', async (_, parts, whole, accumulate) => {
  const expected = await weightsAfter(whole, 1);
  const before = memory().numTensors;
  (await weightsAfter(parts, accumulate)).forEach((value, i) => {
    expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-6);
  });
  expect(memory().numTensors).toBe(before);
});

it('steps are counted in groups, and rows in a second', async () => {
  const steps: (number | undefined)[] = [];
  const report = await fit(smallFlow(), rows, {
    epochs: 2,
    batchSize: 10,
    accumulate: 3,
    onProgress: (event) => steps.push(event.steps),
  });
  expect(report.steps).toBe(4);
  expect(new Set(steps)).toEqual(new Set([4]));
});

it('a batch that fails leaves nothing of its group behind', async () => {
  const flow = smallFlow();
  const before = memory().numTensors;
  const bad = [x(0, 10), x(10, 20), [[1, Number.NaN]]];
  await expect(fit(flow, bad, { epochs: 1, accumulate: 3 })).rejects.toMatchObject({ code: 'invalid-data' });
  expect(memory().numTensors).toBe(before);
});
