import { createRng, init } from '@flow/backend';
import { chain, elementwiseAffine, invertibleLinear, uniformDequantise } from '@flow/layers';
import { createFlow, realNVP } from '@flow/models';
import { zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { adam } from './adam.ts';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import type { ProgressEvent } from './progress.ts';

beforeAll(() => init());

const points = () => createRng(1).normal(40);

it('a layer that has lost its inverse ends the run with its name, not with an exception', async () => {
  const flow = createFlow({ bijector: chain([invertibleLinear({ features: 2, parametrisation: 'dense' })]) });
  const events: ProgressEvent[] = [];
  const weight = flow.parameters[0]?.variable;
  const zero = zeros([2, 2]);
  weight?.assign(zero);
  zero.dispose();
  const report = await fit(flow, points(), {
    epochs: 50,
    maxSkipped: 3,
    onProgress: (event) => events.push(event),
  });
  expect(report).toMatchObject({ stopped: 'not-finite', nonFiniteSteps: 3 });
  expect(events[0]).toMatchObject({ type: 'skip' });
  expect([...(weight?.dataSync() ?? [1])]).toEqual([0, 0, 0, 0]);
  flow.dispose();
});

it('integer data off their levels are refused before training and before scoring', async () => {
  const flow = createFlow({
    bijector: chain([elementwiseAffine({ features: 2 }), uniformDequantise({ shape: [2], levels: 4 })]),
    data: { features: 2, quantization: { levels: 4 } },
  });
  await expect(
    fit(flow, [
      [0, 4],
      [1, 1],
    ]),
  ).rejects.toMatchObject({ code: 'invalid-data', argument: 'data.x[0][1]' });
  expect(() => evaluate(flow, [[0, 0.5]])).toThrow(expect.objectContaining({ code: 'invalid-data' }));
  expect(() => flow.bitsPerDim([[-1, 0]])).toThrow(expect.objectContaining({ code: 'invalid-data' }));
  expect(() => flow.bitsPerDim([])).toThrow(expect.objectContaining({ code: 'invalid-data' }));
  flow.dispose();
});

it('a learning rate beside an optimizer is refused instead of ignored', async () => {
  const flow = realNVP({ features: 2, couplings: 2, hidden: [4] });
  const both = { optimizer: adam(), learningRate: 0.1 };
  await expect(fit(flow, points(), both)).rejects.toMatchObject({
    code: 'invalid-argument',
    argument: 'learningRate',
  });
  flow.dispose();
});

it('a signal that was given up before the run takes no step', async () => {
  const flow = realNVP({ features: 2, couplings: 2, hidden: [4] });
  const before = flow.save();
  const report = await fit(flow, points(), { signal: AbortSignal.abort() });
  expect(report).toMatchObject({ stopped: 'aborted', steps: 0, epochs: 0 });
  expect(flow.save()).toEqual(before);
  flow.dispose();
});
