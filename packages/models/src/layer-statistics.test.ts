import { createRng, init } from '@flow/backend';
import { chain, defineBijector, elementwiseAffine } from '@flow/layers';
import { add, fill, memory, mul, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { createFlow } from './create-flow.ts';
import { glow } from './glow.ts';
import { type LayerStatistics, layerStatistics } from './layer-statistics.ts';

beforeAll(() => init());

function statistics(bijector: Parameters<typeof layerStatistics>[0], x: Tensor): LayerStatistics[] {
  const seen: LayerStatistics[] = [];
  layerStatistics(bijector, x, {}, (layer) => seen.push(layer));
  return seen;
}

/** x -> x / by, with log-dets that differ from row to row. */
const shrinking = (by: number) =>
  defineBijector({
    kind: 'shrinking',
    dataShape: [2],
    forward: (z) => ({ value: mul(z, by), logDet: fill([z.shape[0]!], 1) }),
    inverse: (x) => ({ value: mul(x, 1 / by), logDet: add(mul(fill([x.shape[0]!], 1), -1), [0, 2]) }),
    config: () => ({}),
  });

it('are the mean, spread and extremes of what each layer makes, in the order of x -> z', () => {
  const x = tensor([
    [4, -8],
    [0, 4],
  ]);
  const [first, second, ...others] = statistics(chain([shrinking(0.5), shrinking(2)]), x);
  expect(others).toEqual([]);
  // 2, -4, 0, 2 and log-dets -1, 1
  expect(first).toEqual({
    path: '1',
    kind: 'shrinking',
    finite: true,
    logDet: { mean: 0, std: 1, min: -1, max: 1 },
    activation: { mean: 0, std: expect.closeTo(Math.sqrt(6), 12), maxAbs: 4 },
  });
  expect(second).toMatchObject({ path: '0', activation: { mean: 0, maxAbs: 8 } });
});

it.each([Number.NaN, Infinity])('say where %d begins', (bad) => {
  const x = tensor([[1, 1]]);
  const spoils = defineBijector({
    kind: 'spoils',
    dataShape: [2],
    forward: (z) => ({ value: z, logDet: fill([z.shape[0]!], 0) }),
    inverse: (value) => ({ value: add(value, bad), logDet: fill([1], 0) }),
    config: () => ({}),
  });
  const layers = chain([elementwiseAffine({ features: 2 }), spoils, elementwiseAffine({ features: 2 })]);
  expect(statistics(layers, x).map(({ path, finite }) => [path, finite])).toEqual([
    ['2', true],
    ['1', false],
    ['0', false],
  ]);
});

it('reach into a multi-scale flow, agree with its trace, and leave no tensor', () => {
  const flow = glow({ shape: [8, 8, 1], levels: 2, steps: 2, hidden: 8, seed: 1 });
  const x = tensor(
    createRng(3)
      .uniform(5 * 64)
      .map((u) => Math.floor(256 * u)),
    [5, 8, 8, 1],
  );
  const before = memory().numTensors;
  const seen = statistics(flow.bijector, x);
  expect(memory().numTensors).toBe(before);
  const trace = flow.trace(x.dataSync() as Float32Array);
  expect(seen.map(({ path, kind }) => [path, kind])).toEqual(trace.map(({ path, kind }) => [path, kind]));
  expect(seen.length).toBeGreaterThan(12);
  for (const [i, { logDet }] of seen.entries()) {
    const own = trace[i]!.logDet;
    expect(logDet.mean).toBeCloseTo(own.reduce((sum, value) => sum + value, 0) / 5, 5);
    expect([logDet.min, logDet.max]).toEqual([Math.min(...own), Math.max(...own)]);
  }
});

it('of the layers before one that throws have been told, and no tensor stays', () => {
  const lost = defineBijector({
    kind: 'lost',
    dataShape: [2],
    forward: (z) => ({ value: z, logDet: fill([z.shape[0]!], 0) }),
    inverse: () => {
      throw new RangeError('no inverse');
    },
    config: () => ({}),
  });
  const flow = createFlow({ bijector: chain([lost, elementwiseAffine({ features: 2 })]) });
  const x = tensor([[1, 2]]);
  const before = memory().numTensors;
  const seen: string[] = [];
  expect(() => layerStatistics(flow.bijector, x, {}, ({ path }) => seen.push(path))).toThrow('no inverse');
  expect(seen).toEqual(['1']);
  expect(memory().numTensors).toBe(before);
});
