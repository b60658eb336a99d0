import { createRng, init, randomNormal } from '@flow/backend';
import { gradient, type ReferenceBijector, referenceBijector } from '@flow-tooling/reference';
import { relativeError, worstError } from '@flow-tooling/testkit';
import {
  add,
  dispose,
  grads,
  memory,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { batchNorm } from './batch-norm.ts';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';

const FEATURES = 3;
const ROWS = 6;
const MOMENTUM = 0.25;
const EPSILON = 1e-3;
const LOG_SCALE = [0.5, -1, 0.25];
const SHIFT = [2, 0, -0.75];
const RUNNING = { mean: [1, -2, 0.5], variance: [2, 0.5, 1.5] };

type Numbers = ArrayLike<number>;
type Statistics = { readonly mean: Numbers; readonly variance: Numbers };

let layer: Bijector;
let x: Tensor;

beforeAll(() => init());
beforeEach(() => {
  layer = batchNorm({ features: FEATURES, momentum: MOMENTUM, epsilon: EPSILON });
  set({ logScale: LOG_SCALE, shift: SHIFT, ...RUNNING });
  x = tidy(() => add(mul(randomNormal(createRng(3), [ROWS, FEATURES]), [4, 0.2, 1]), [10, -3, 0.5]));
});
afterEach(() => {
  layer.dispose();
  x.dispose();
});

function set(values: Readonly<Record<string, readonly number[]>>): void {
  for (const [path, list] of Object.entries(values)) {
    tidy(() => void variableAt(path).assign(tensor1d([...list])));
  }
}

const variableAt = (path: string) => layer.parameters.find((parameter) => parameter.path === path)!.variable;
const running = (): Statistics => ({
  mean: variableAt('mean').dataSync(),
  variance: variableAt('variance').dataSync(),
});

/** What a training step left in the running statistics, against what one step of the momentum leaves. */
function expectOneStep(): void {
  const batch = statisticsOf(x.dataSync());
  const after = running();
  const step = (before: number, now: number) => (1 - MOMENTUM) * before + MOMENTUM * now;
  const expected = (of: 'mean' | 'variance') => RUNNING[of].map((before, i) => step(before, batch[of][i]!));
  expect(worstError(after.mean, expected('mean'))).toBeLessThan(1e-6);
  expect(worstError(after.variance, expected('variance'))).toBeLessThan(1e-6);
}

function expectNoStep(): void {
  expect([...Array.from(running().mean), ...Array.from(running().variance)]).toEqual([
    ...RUNNING.mean,
    ...RUNNING.variance,
  ]);
}

/** Mean and mean square deviation of each column, in float64. */
function statisticsOf(batch: Numbers): Statistics {
  const columns = Array.from({ length: FEATURES }, (_, j) =>
    Array.from({ length: ROWS }, (_, i) => Number(batch[i * FEATURES + j])),
  );
  const meanOf = (values: number[]) => values.reduce((total, value) => total + value, 0) / values.length;
  const mean = columns.map(meanOf);
  return {
    mean,
    variance: columns.map((column, j) => meanOf(column.map((value) => (value - mean[j]!) ** 2))),
  };
}

/** The float64 reference, which knows evaluation only, with the statistics put in. */
function referenceWith(
  { mean, variance }: Statistics,
  logScale: Numbers = LOG_SCALE,
  shift: Numbers = SHIFT,
): ReferenceBijector {
  const tensors = Object.entries({ logScale, shift, mean, variance }).map(
    ([path, values]) => [path, { shape: [FEATURES], values: Float64Array.from(values) }] as const,
  );
  return referenceBijector(
    { kind: 'batchNorm', features: FEATURES, momentum: MOMENTUM, epsilon: EPSILON },
    new Map(tensors),
  );
}

/** Value and log-det of a whole batch. */
function ofRows(reference: ReferenceBijector, direction: 'forward' | 'inverse', batch: Numbers) {
  const rows = Array.from({ length: ROWS }, (_, i) =>
    reference[direction](Array.from(batch).slice(i * FEATURES, (i + 1) * FEATURES)),
  );
  return {
    value: rows.flatMap(({ value }) => [...value]),
    logDet: rows.map(({ logDet }) => logDet),
  };
}

function read(result: { value: Tensor; logDet: Tensor }) {
  return { value: result.value.dataSync(), logDet: result.logDet.dataSync() };
}

describe('in a training step', () => {
  const training = true;

  it('gives each feature mean 0 and variance exp(2γ) over the batch, less what ε takes', () => {
    set({ shift: [0, 0, 0] });
    const z = tidy(() => layer.inverse(x, { training }).value.dataSync());
    const { mean, variance } = statisticsOf(z);
    const ofData = statisticsOf(x.dataSync()).variance;
    const expected = LOG_SCALE.map((value, i) => (Math.exp(2 * value) * ofData[i]!) / (ofData[i]! + EPSILON));
    expect(worstError(mean, [0, 0, 0])).toBeLessThan(1e-5);
    expect(worstError(variance, expected)).toBeLessThan(1e-5);
  });

  it('has the values and log-det of the reference with the batch’s statistics', () => {
    const claimed = tidy(() => read(layer.inverse(x, { training })));
    const truth = ofRows(referenceWith(statisticsOf(x.dataSync())), 'inverse', x.dataSync());
    expect(worstError(claimed.value, truth.value)).toBeLessThan(1e-5);
    expect(worstError(claimed.logDet, truth.logDet)).toBeLessThan(1e-5);
  });

  it('pulls back through the statistics: as the whole batch’s finite differences, and as the tape', () => {
    const rng = createRng(17);
    const [dValue, dLogDet] = [randomNormal(rng, [ROWS, FEATURES]), randomNormal(rng, [ROWS])];
    const [a, b] = [dValue.dataSync(), dLogDet.dataSync()];
    const lossAt = (batch: Numbers, logScale: Numbers = LOG_SCALE, shift: Numbers = SHIFT) => {
      const { value, logDet } = ofRows(referenceWith(statisticsOf(batch), logScale, shift), 'inverse', batch);
      return (
        value.reduce((total, v, i) => total + v * a[i]!, 0) +
        logDet.reduce((total, v, i) => total + v * b[i]!, 0)
      );
    };
    const data = Float64Array.from(x.dataSync());
    const differences = [
      gradient((batch) => lossAt(batch), data),
      gradient((logScale) => lossAt(data, logScale), LOG_SCALE),
      gradient((shift) => lossAt(data, LOG_SCALE, shift), SHIFT),
    ];
    const tape = tidy(() =>
      grads((input: Tensor) => {
        const { value, logDet } = layer.inverse(input, { training });
        return add(sum(mul(value, dValue)), sum(mul(logDet, dLogDet))) as Scalar;
      })([x, variableAt('logScale'), variableAt('shift')]).map((tensor) => tensor.dataSync()),
    );
    const run = layer.inversePullback(x, { training });
    const { dx, gradients } = run.pullback(dValue, dLogDet);
    expect([...gradients.keys()]).toEqual([variableAt('logScale'), variableAt('shift')]);
    const pulled = [dx, ...gradients.values()].map((tensor) => tensor.dataSync());
    pulled.forEach((values, i) => {
      expect(relativeError(values, differences[i]!)).toBeLessThan(2e-5);
      expect(relativeError(values, tape[i]!)).toBeLessThan(5e-6);
    });
    for (const tensor of [run.value, run.logDet, dx, ...gradients.values(), dValue, dLogDet])
      tensor.dispose();
  });

  it('claims the same result with a pullback as without', () => {
    const plain = tidy(() => read(layer.inverse(x, { training })));
    const run = layer.inversePullback(x, { training });
    expect(read(run)).toEqual(plain);
    run.dispose();
    run.value.dispose();
    run.logDet.dispose();
  });

  const steps: Readonly<Record<string, () => void>> = {
    inverse: () => void layer.inverse(x, { training }),
    initialize: () => void layer.initialize(x, { training }),
    'inversePullback, not pulled': () => layer.inversePullback(x, { training }).dispose(),
    'inversePullback and its pullback': () => pullBack(layer),
    'inversePullback within a chain': () => pullBack(chain([layer])),
    'the tape': () => void grads((input: Tensor) => sum(layer.inverse(input, { training }).value))([x]),
  };
  const pullBack = (bijector: Bijector) => {
    const { value, logDet, pullback } = bijector.inversePullback(x, { training });
    const { dx, gradients } = pullback(value, logDet);
    dispose([dx, ...gradients.values()]);
  };

  it.each(Object.keys(steps))('moves the running statistics by the momentum, once: %s', (way) => {
    tidy(() => steps[way]!());
    expectOneStep();
  });

  it('samples from the running statistics and leaves them', () => {
    const z = x;
    const claimed = tidy(() => read(layer.forward(z, { training })));
    const truth = ofRows(referenceWith(RUNNING), 'forward', z.dataSync());
    expect(worstError(claimed.value, truth.value)).toBeLessThan(1e-5);
    expect(worstError(claimed.logDet, truth.logDet)).toBeLessThan(1e-5);
    expectNoStep();
  });

  it('leaves no tensor behind', () => {
    const before = memory().numTensors;
    const { value, logDet, pullback } = layer.inversePullback(x, { training });
    const { dx, gradients } = pullback(value, logDet);
    for (const tensor of [value, logDet, dx, ...gradients.values()]) tensor.dispose();
    const unused = layer.inversePullback(x, { training });
    for (const part of [unused, unused.value, unused.logDet]) part.dispose();
    const plain = layer.inverse(x, { training });
    for (const tensor of [plain.value, plain.logDet]) tensor.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('takes a batch of one row, or of equal rows, to its shift', () => {
    const same = tensor2d([[3, -1, 7]]);
    const { value, logDet } = tidy(() => read(layer.inverse(same, { training })));
    same.dispose();
    const expected = LOG_SCALE.reduce((total, term) => total + term - Math.log(EPSILON) / 2, 0);
    expect([...value]).toEqual(SHIFT);
    expect(worstError(logDet, [expected])).toBeLessThan(1e-6);
  });
});

describe.each([{ call: {} }, { call: { training: false } }])('outside of training, $call', ({ call }) => {
  it('uses the running statistics and leaves them', () => {
    const claimed = tidy(() => read(layer.inverse(x, call)));
    const truth = ofRows(referenceWith(RUNNING), 'inverse', x.dataSync());
    expect(worstError(claimed.value, truth.value)).toBeLessThan(1e-5);
    expect(worstError(claimed.logDet, truth.logDet)).toBeLessThan(1e-5);
    const run = layer.inversePullback(x, call);
    expect(read(run)).toEqual(claimed);
    for (const part of [run, run.value, run.logDet]) part.dispose();
    expectNoStep();
  });
});

describe.each([
  ['evenPixels', (pixel: number) => (Math.floor(pixel / 2) + (pixel % 2)) % 2 === 0],
  [[true, false], (_: number, channel: number) => channel === 0],
  [undefined, () => false],
] as const)('on pictures in a training step, with the mask %j', (mask, keeps) => {
  const shape = [3, 2, 2];
  const [rows, pixels, channels] = [4, 6, 2];
  const keptAt = (i: number) => keeps(Math.floor(i / channels) % pixels, i % channels);
  const onPictures = (options = {}) => {
    layer.dispose();
    layer = batchNorm({ shape, affine: false, epsilon: EPSILON, ...(mask && { mask }), ...options });
  };
  const pictures = () =>
    tidy(() => add(mul(randomNormal(createRng(5), [rows, ...shape]), [3, 0.5]), [2, -1]));
  /** Value and log-det in float64, with kept numbers as zeros in the statistics. */
  const expected = (batch: Numbers) => {
    const values = Array.from(batch);
    const seen = values.map((value, i) => (keptAt(i) ? 0 : value));
    const of = [0, 1].map((channel) => {
      const own = seen.filter((_, i) => i % channels === channel);
      const mean = own.reduce((total, value) => total + value) / own.length;
      return { mean, variance: own.reduce((total, value) => total + (value - mean) ** 2, 0) / own.length };
    });
    const slope = (i: number) => (keptAt(i) ? 0 : -0.5 * Math.log(of[i % channels]!.variance + EPSILON));
    const z = values.map((value, i) =>
      keptAt(i) ? value : (value - of[i % channels]!.mean) * Math.exp(slope(i)),
    );
    const logDet = Array.from({ length: pixels * channels }, (_, i) => slope(i)).reduce((a, b) => a + b);
    return { z, logDet: new Array<number>(rows).fill(logDet), of };
  };

  it('has statistics over rows and pixels, and the running ones move towards them', () => {
    onPictures({ momentum: 0.25 });
    const batch = pictures();
    const claimed = tidy(() => read(layer.inverse(batch, { training: true })));
    const truth = expected(batch.dataSync());
    batch.dispose();
    expect(worstError(claimed.value, truth.z)).toBeLessThan(1e-5);
    expect(worstError(claimed.logDet, truth.logDet)).toBeLessThan(1e-5);
    const after = running();
    expect(
      worstError(
        after.mean,
        truth.of.map(({ mean }) => 0.25 * mean),
      ),
    ).toBeLessThan(1e-6);
    expect(
      worstError(
        after.variance,
        truth.of.map(({ variance }) => 0.75 + 0.25 * variance),
      ),
    ).toBeLessThan(1e-6);
  });

  it('pulls back as the whole batch’s finite differences', () => {
    onPictures();
    const batch = pictures();
    const rng = createRng(18);
    const [dValue, dLogDet] = [randomNormal(rng, batch.shape), randomNormal(rng, [rows])];
    const [a, b] = [dValue.dataSync(), dLogDet.dataSync()];
    const differences = gradient((values) => {
      const { z, logDet } = expected(values);
      const sumWith = (of: number[], by: Numbers) =>
        of.reduce((total, value, i) => total + value * by[i]!, 0);
      return sumWith(z, a) + sumWith(logDet, b);
    }, Float64Array.from(batch.dataSync()));
    const run = layer.inversePullback(batch, { training: true });
    const { dx } = run.pullback(dValue, dLogDet);
    expect(relativeError(dx.dataSync(), differences)).toBeLessThan(2e-5);
    dispose([run.value, run.logDet, dx, batch, dValue, dLogDet]);
  });
});

it('without a mask and a scale it saves what it always saved, and else what it is', () => {
  expect(layer.config()).toEqual({
    kind: 'batchNorm',
    features: FEATURES,
    momentum: MOMENTUM,
    epsilon: EPSILON,
  });
  const options = {
    shape: [2, 2, 1],
    momentum: 0.1,
    epsilon: 1e-5,
    affine: false,
    mask: 'oddPixels',
  } as const;
  const masked = batchNorm(options);
  expect(masked.config()).toEqual({ kind: 'batchNorm', ...options });
  masked.dispose();
});

it('forgets where it began: after many equal steps evaluation is what training was', () => {
  const trained = tidy(() => layer.inverse(x, { training: true }).value.dataSync());
  for (let step = 0; step < 60; step++) tidy(() => void layer.inverse(x, { training: true }));
  const evaluated = tidy(() => layer.inverse(x).value.dataSync());
  expect(worstError(evaluated, trained)).toBeLessThan(1e-4);
});

it('says that its rows depend on each other, also within a chain', () => {
  expect(layer.rowIndependent).toBe(false);
  expect(chain([layer]).rowIndependent).toBe(false);
});

it('cannot have its input rebuilt in a training step: back goes by other statistics', () => {
  const rebuilt = tidy(() => layer.forward(layer.inverse(x, { training: true }).value).value.dataSync());
  expect(worstError(rebuilt, x.dataSync())).toBeGreaterThan(0.1);
  expect(layer.recomputable).toBe(false);
});

it('trains its scale and shift; the running statistics are state', () => {
  expect(layer.parameters.map(({ path, group, trainable }) => [path, group, trainable])).toEqual([
    ['logScale', 'scale', true],
    ['shift', 'bias', true],
    ['mean', 'state', false],
    ['variance', 'state', false],
  ]);
});

it.each([
  [{ momentum: -0.1 }, 'momentum'],
  [{ momentum: 1.5 }, 'momentum'],
  [{ momentum: Number.NaN }, 'momentum'],
  [{ epsilon: -1e-5 }, 'epsilon'],
  [{ features: 0 }, 'features'],
])('refuses %o', (options, argument) => {
  expect(() => batchNorm({ features: FEATURES, ...options })).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument }),
  );
});

it('a batch with NaN leaves the running statistics as they were', () => {
  const broken = tensor2d([
    [1, Number.NaN, 3],
    [2, 2, 2],
  ]);
  const { value, logDet } = layer.inverse(broken, { training: true });
  expect(running().mean[1]).toBe(RUNNING.mean[1]);
  expect([...Array.from(running().mean), ...Array.from(running().variance)].every(Number.isFinite)).toBe(
    true,
  );
  dispose([broken, value, logDet]);
});
