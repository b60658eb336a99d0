import { createRng, init } from '@flow/backend';
import { referenceFlow } from '@flow-tooling/reference';
import { dispose, memory, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { loadFlow } from './model-file.ts';
import { type RealNvpImageOptions, realNVPImage } from './real-nvp-image.ts';

beforeAll(() => init());

const small = (options: Partial<RealNvpImageOptions> = {}) =>
  realNVPImage({ shape: [2, 4, 1], scales: 2, blocks: 1, channels: 3, seed: 1, ...options });
const pictures = (rows: number) =>
  Array.from({ length: rows }, (_, k) => Array.from(createRng(k).uniform(8), (u) => Math.floor(256 * u)));
/** Away from the start, with running statistics of a batch. */
const moved = (options: Partial<RealNvpImageOptions> = {}) => {
  const flow = small(options);
  for (const { path, variable } of flow.parameters) {
    if (!path.endsWith('.gain') || variable.size > 1) continue;
    const value = tensor(new Array(variable.size).fill(0.3), variable.shape);
    variable.assign(value);
    value.dispose();
  }
  const x = tensor(pictures(6).flat(), [6, 2, 4, 1]);
  const width = flow.contextShape?.[0];
  const context = width && tensor(new Array<number>(6 * width).fill(1 / width), [6, width]);
  for (let step = 0; step < 3; step++) {
    const call = context ? { context } : {};
    const { value, logDet } = flow.bijector.inverse(x, { ...call, training: true });
    dispose([value, logDet]);
  }
  dispose([x, ...(context ? [context] : [])]);
  return flow;
};

describe.each(['code', 'paper'] as const)('realNVPImage, %s', (variant) => {
  it('is invertible and has the log-det of its Jacobian', () => {
    const flow = moved({ variant });
    const { roundTripError, logDetError } = flow.verify(pictures(1));
    expect(roundTripError).toBeLessThan(1e-4);
    expect(logDetError).toBeLessThan(1e-5);
    flow.dispose();
  });

  it('agrees with the float64 reference, also after it was saved', () => {
    const flow = moved({ variant });
    const bytes = flow.save();
    const reference = referenceFlow(bytes);
    const again = loadFlow(bytes);
    const rows = pictures(3);
    const claimed = flow.logProb(rows);
    expect(again.logProb(rows)).toEqual(claimed);
    rows.forEach((row, i) => {
      const truth = reference.logProb(row);
      expect(Math.abs(claimed[i]! - truth)).toBeLessThan(1e-5 * Math.abs(truth));
    });
    flow.dispose();
    again.dispose();
  });

  it('draws integers within its levels', () => {
    const flow = moved({ variant, bits: 3 });
    const drawn = flow.sample(4, { seed: 2 }).flatMap((row) => Array.from(row));
    expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < 8)).toBe(true);
    flow.dispose();
  });
});

describe('classes and a vector context', () => {
  const rows = pictures(3);
  const leaving = (flow: Flow, options: { labels?: number; context?: number[][] }) =>
    Array.from(flow.encode(rows.slice(0, 1), options)[0] as Float32Array);
  /** The four numbers of the last scale, then the four that left before. */
  const halves = (z: number[]) => [z.slice(0, 4), z.slice(4)] as const;

  it.each([
    ['everywhere', { classes: 3 }],
    ['everywhere', { context: 3 }],
    ['the last scale alone', { classes: 3, classesIn: 'top' }],
  ] as const)('reach %s: %j', (where, options) => {
    const flow = moved(options);
    const given = (label: number) => [[0, 1, 2].map((at) => Number(at === label))];
    const kernel = flow.parameters.find(({ path }) => path.endsWith('top.kernel'))!.variable;
    const of = (label: number) => halves(leaving(flow, { context: given(label) }));
    const [start, other] = [of(0), of(2)];
    // Before the prior of a class has moved, only networks tell classes apart.
    expect(start[1].some((value, i) => value !== other[1][i])).toBe(where === 'everywhere');
    expect(start[0].some((value, i) => value !== other[0][i])).toBe(where === 'everywhere');
    const changed = tensor(
      Array.from({ length: kernel.size }, (_, i) => i / kernel.size),
      kernel.shape,
    );
    kernel.assign(changed);
    changed.dispose();
    const [after, afterOther] = [of(0), of(2)];
    expect(after[1]).toEqual(start[1]);
    expect(after[0]).not.toEqual(afterOther[0]);
    flow.dispose();
  });

  it('a label samples, encodes and scores as its one-hot context does, and agrees with the reference', () => {
    const flow = moved({ classes: 3 });
    const context = [0, 0, 0].map(() => [0, 1, 0]);
    expect(flow.logProb(rows, { labels: 1 })).toEqual(flow.logProb(rows, { context }));
    const drawn = flow.sample(3, { label: 1, seed: 4 });
    expect(drawn).toEqual(flow.sample(3, { context, seed: 4 }));
    expect(drawn).not.toEqual(flow.sample(3, { label: 2, seed: 4 }));
    const bytes = flow.save();
    const reference = referenceFlow(bytes);
    const again = loadFlow(bytes);
    const claimed = again.logProb(rows, { labels: 1 });
    rows.forEach((row, i) => {
      const truth = reference.logProb(row, { context: Float64Array.of(0, 1, 0) });
      expect(Math.abs(claimed[i]! - truth)).toBeLessThan(1e-5 * Math.abs(truth));
    });
    flow.dispose();
    again.dispose();
  });
});

describe('rows in training', () => {
  const train = (flow: Flow, memory: 'store' | 'recompute') => {
    const x = tensor(pictures(5).flat(), [5, 2, 4, 1]);
    const { loss, gradients, dispose: free } = flow.valueAndGradients(x, { training: true, memory });
    const result = {
      loss: loss.dataSync()[0],
      gradients: flow.parameters.flatMap(({ variable }) =>
        Array.from(gradients.get(variable)?.dataSync() ?? []),
      ),
      state: flow.parameters.flatMap(({ trainable, variable }) =>
        trainable ? [] : [...variable.dataSync()],
      ),
    };
    free();
    x.dispose();
    return result;
  };

  it("depend on each other: memory 'recompute' stores them, and the statistics move once", () => {
    const [stored, again] = [moved(), moved()];
    expect(stored.bijector.rowIndependent).toBe(false);
    expect(stored.bijector.recomputable).toBe(false);
    expect(train(again, 'recompute')).toEqual(train(stored, 'store'));
    stored.dispose();
    again.dispose();
  });

  it('do not without batch normalisation: a step is that of each row, and nothing is remembered', () => {
    const flow = moved({ batchNorm: false });
    expect(flow.bijector.rowIndependent).toBe(true);
    expect(flow.parameters.every(({ trainable }) => trainable)).toBe(true);
    const { loss, gradients } = train(flow, 'store');
    const logProb = flow.logProb(pictures(5), { seed: 0 });
    expect(Number.isFinite(loss)).toBe(true);
    expect(logProb).toHaveLength(5);
    const rebuilt = train(flow, 'recompute').gradients;
    const size = Math.hypot(...gradients);
    expect(Math.hypot(...gradients.map((value, i) => value - rebuilt[i]!))).toBeLessThan(1e-4 * size);
    flow.dispose();
  });
});

it('leaves no tensor behind', () => {
  const before = memory().numTensors;
  small().dispose();
  expect(memory().numTensors).toBe(before);
});

it('a seed makes the same flow, another another', () => {
  const bytes = [1, 1, 2].map((seed) => {
    const flow = small({ seed });
    const saved = flow.save();
    flow.dispose();
    return saved;
  });
  expect(bytes[1]).toEqual(bytes[0]);
  expect(bytes[2]).not.toEqual(bytes[0]);
});

it.each([
  [{ shape: [4, 6, 1], scales: 3 }, 'shape-mismatch', 'shape'],
  [{ shape: [2, 2, 1] }, 'invalid-argument', 'scales'],
  [{ shape: [16] }, 'invalid-argument', 'shape'],
  [{ scales: 0 }, 'invalid-argument', 'scales'],
  [{ blocks: 0 }, 'invalid-argument', 'blocks'],
  [{ channels: 1.5 }, 'invalid-argument', 'channels'],
  [{ bits: 9 }, 'invalid-argument', 'bits'],
  [{ variant: 'other' }, 'invalid-argument', 'variant'],
  [{ classes: 1 }, 'invalid-argument', 'classes'],
  [{ classesIn: 'nowhere' }, 'invalid-argument', 'classesIn'],
  [{ classesIn: 'top' }, 'invalid-argument', 'classesIn'],
  [{ batchNorm: 'no' }, 'invalid-argument', 'batchNorm'],
  [{ batchNorm: 0 }, 'invalid-argument', 'batchNorm'],
  [{ context: 0 }, 'invalid-argument', 'context'],
  [{ classes: 2, context: 2 }, 'invalid-argument', 'context'],
])('refuses %j', (options, code, argument) => {
  expect(() => small(options as Partial<RealNvpImageOptions>)).toThrow(
    expect.objectContaining({ code, argument }),
  );
});
