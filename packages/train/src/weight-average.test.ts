import { createParameter, init } from '@flow/backend';
import { fill, memory, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';
import { createWeightAverage } from './weight-average.ts';

beforeAll(() => init());

it('follows the weights as a plain loop does, and changes places with them', () => {
  const parameter = createParameter('p', 'weight', [2], () => tensor([1, -4]));
  const before = memory().numTensors;
  const average = createWeightAverage([parameter], 0.8);
  average.start();
  const expected = [1, -4];
  for (let step = 0; step < 60; step++) {
    const now = [Math.sin(step), step / 10];
    const value = tensor(now);
    parameter.variable.assign(value);
    value.dispose();
    average.follow(step);
    const decay = Math.min(0.8, (1 + step) / (10 + step));
    now.forEach((weight, i) => {
      expected[i] = decay * (expected[i] as number) + (1 - decay) * weight;
    });
  }
  const close = expected.map((value) => expect.closeTo(value, 5));
  const last = [...parameter.variable.dataSync()];
  expect([...(average.values()[0]?.dataSync() ?? [])]).toEqual(close);
  average.swap();
  expect([...parameter.variable.dataSync()]).toEqual(close);
  average.swap();
  expect([...parameter.variable.dataSync()]).toEqual(last);
  average.dispose();
  expect(memory().numTensors).toBe(before);
});

it('before its start has nothing to change places with', () => {
  const parameter = createParameter('p', 'weight', [1], () => fill([1], 3));
  createWeightAverage([parameter], 0.5).swap();
  expect([...parameter.variable.dataSync()]).toEqual([3]);
});

it('is what validation and the trained flow use, while training goes on with the weights', async () => {
  const rows = bentLine(60);
  const validation = bentLine(30, 5);
  const options = { epochs: 3, batchSize: 20, validation, restoreBest: false };
  const losses: number[][] = [];
  const flows = [];
  for (const averageDecay of [0.1, 0.95, undefined]) {
    const flow = smallFlow();
    const seen: number[] = [];
    const report = await fit(flow, rows, {
      ...options,
      ...(averageDecay !== undefined && { averageDecay }),
      onProgress: (event) => event.type === 'step' && seen.push(event.loss),
    });
    expect(evaluate(flow, validation)).toEqual(report.history.at(-1)?.validation);
    losses.push(seen);
    flows.push(flow.save());
  }
  expect(losses[0]).toEqual(losses[2]);
  expect(losses[1]).toEqual(losses[2]);
  expect(flows[0]).not.toEqual(flows[1]);
  expect(flows[1]).not.toEqual(flows[2]);
});
