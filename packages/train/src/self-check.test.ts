import { init } from '@flow/backend';
import { chain, defineBijector, elementwiseAffine } from '@flow/layers';
import { createFlow, glow } from '@flow/models';
import { add, fill, memory, mul, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { fit } from './fit.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';
import { sgd } from './sgd.ts';

beforeAll(() => init());

const rows = bentLine(60);
const brief = { epochs: 2, batchSize: 20, seed: 1 };

it.each([
  ['held out', { validation: bentLine(12, 5) }, bentLine(12, 5).slice(0, 8)],
  ['learned from, where none are held out', {}, rows.slice(0, 8)],
])('the report holds what the trained flow says of itself on rows %s', async (_, more, expected) => {
  const flow = smallFlow();
  const before = memory().numTensors;
  const { verification } = await fit(flow, rows, { ...brief, ...more });
  expect(verification).toEqual(flow.verify(expected));
  expect(verification?.logDetRows).toBe(4);
  expect(verification?.roundTripError).toBeLessThan(1e-5);
  expect(verification?.logDetError).toBeLessThan(1e-4);
  expect(memory().numTensors).toBe(before);
});

it('is of the best weights, which the flow goes back to at the end', async () => {
  const validation = bentLine(12, 5);
  const flow = smallFlow();
  const report = await fit(flow, rows, {
    ...brief,
    epochs: 20,
    optimizer: sgd({ learningRate: 1e-2 }),
    schedule: (step) => (step < 6 ? 1 : 1e30),
    maxSkipped: 4,
    validation,
  });
  expect(report).toMatchObject({ stopped: 'not-finite', bestEpoch: 1 });
  expect(report.verification).toEqual(flow.verify(validation.slice(0, 8)));
  expect(report.verification?.roundTripError).toBeLessThan(1e-5);
});

it('takes the context of its rows along, and more rows than there are not', async () => {
  const flow = smallFlow({ context: 1 });
  const context = rows.map(([x]) => [x as number]);
  const data = { x: rows.slice(0, 5), context: context.slice(0, 5) };
  const { verification } = await fit(flow, data, brief);
  expect(verification).toEqual(flow.verify(data.x, { context: data.context }));
});

it('of integer pictures is of the range of their levels', async () => {
  const flow = glow({ shape: [4, 4, 1], levels: 2, steps: 1, hidden: 4, seed: 1 });
  const pictures = new Float32Array(6 * 16).map((_, i) => (i * 7) % 256);
  const { verification } = await fit(flow, pictures, { maxSteps: 2, batchSize: 3 });
  expect(verification?.roundTripError).toBeLessThan(1e-3);
  expect(verification?.logDetRows).toBe(4);
});

it('is left out where it is not wanted, and of an iterable without validation', async () => {
  expect(await fit(smallFlow(), rows, { ...brief, verify: false })).not.toHaveProperty('verification');
  expect(await fit(smallFlow(), [rows], { epochs: 1 })).not.toHaveProperty('verification');
  const watched = await fit(smallFlow(), [rows], { epochs: 1, validation: rows });
  expect(watched).toHaveProperty('verification');
});

/** x -> x + 1 whose forward does something else. */
const lying = (forward: (z: Tensor) => Tensor) => {
  const zeros = (x: Tensor) => fill([x.shape[0] as number], 0);
  return createFlow({
    bijector: chain([
      elementwiseAffine({ features: 2 }),
      defineBijector({
        kind: 'lying',
        dataShape: [2],
        forward: (z) => ({ value: forward(z), logDet: zeros(z) }),
        inverse: (x) => ({ value: add(x, 1), logDet: zeros(x) }),
        config: () => ({}),
      }),
    ]),
  });
};

it('shows a layer whose two directions do not agree', async () => {
  const { verification } = await fit(
    lying((z) => mul(z, 1)),
    rows,
    brief,
  );
  expect(verification?.roundTripError).toBeGreaterThan(0.2);
});

it('that fails leaves the report without it and tells why', async () => {
  const broken = lying(() => {
    throw new RangeError('no way back');
  });
  const told: string[] = [];
  const report = await fit(broken, rows, { ...brief, onWarning: (message) => told.push(message) });
  expect(report).not.toHaveProperty('verification');
  expect(report.stopped).toBe('finished');
  expect(told).toEqual(['The trained flow cannot be verified: no way back']);
});
