import { createRng, restoreRng } from '@flow/backend';
import {
  grad,
  memory,
  mul,
  reshape,
  type Scalar,
  sum,
  tensor1d,
  tensor2d,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import { integrateDensity } from '../density/integrate.ts';
import { meanWithError } from '../divergence/mean-with-error.ts';
import { type BaseDistribution, baseFromConfig, init } from '../index.ts';
import { bases } from './base-table.fixture.ts';

beforeAll(() => init());

const columns = (values: ArrayLike<number>, features: number): number[][] =>
  Array.from({ length: features }, (_, d) => Array.from(values).filter((_value, i) => i % features === d));

function close(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  Array.from(actual).forEach((value, i) => {
    expect(Math.abs(value - expected[i]!)).toBeLessThanOrEqual(tolerance * (1 + Math.abs(expected[i]!)));
  });
}

/** What a loader does: the saved values are written over the placeholders. */
function reload(base: BaseDistribution): BaseDistribution {
  const copy = baseFromConfig(JSON.parse(JSON.stringify(base.config())));
  for (const [i, { path, variable }] of copy.parameters.entries()) {
    const saved = base.parameters[i]!;
    expect([path, variable.shape]).toEqual([saved.path, saved.variable.shape]);
    variable.assign(saved.variable.clone());
  }
  return copy;
}

describe.each(bases)('$name', ({ build, box: [from, to], trains }) => {
  test('exp(logProb) integrates to 1', () => {
    const axis = { from, to };
    const { value, converged } = integrateDensity(build(false).logProb, [axis, axis], { tolerance: 1e-3 });
    expect(converged).toBe(true);
    expect(Math.abs(value - 1)).toBeLessThan(1e-3);
  });

  test('samples fall into boxes as often as the density says', () => {
    const base = build(false);
    const count = 20_000;
    const samples = base.sample(createRng(31), count);
    const [xs, ys] = columns(samples.dataSync(), 2) as [number[], number[]];
    for (const [lowX, highX] of [
      [-1, 0],
      [0, 0.7],
      [0.7, 4],
    ] as const) {
      for (const [lowY, highY] of [
        [-3, -0.8],
        [-0.8, 0.6],
        [0.6, 2],
      ] as const) {
        const boxes = [
          { from: lowX, to: highX },
          { from: lowY, to: highY },
        ] as const;
        const probability = integrateDensity(base.logProb, boxes, { tolerance: 1e-4 }).value;
        const found =
          xs.filter((x, i) => x >= lowX && x < highX && ys[i]! >= lowY && ys[i]! < highY).length / count;
        const error = Math.sqrt((probability * (1 - probability)) / count);
        expect(Math.abs(found - probability)).toBeLessThan(4 * error + 1e-4);
      }
    }
  });

  test('the score is the gradient of logProb', () => {
    const base = build(false);
    const z = base.sample(createRng(5), 40);
    const byTape = grad((input) => sum(base.logProb(input)))(z);
    close(base.score(z).dataSync(), byTape.dataSync(), 2e-5);
  });

  test('the entropy is −E log π within four standard errors', () => {
    const base = build(false);
    const logs = base.logProb(base.sample(createRng(6), 20_000)).dataSync();
    const { mean, standardError } = meanWithError(logs);
    if (base.entropy === undefined) expect(base.kind).toBe('normalMixture');
    else expect(Math.abs(base.entropy() + mean)).toBeLessThanOrEqual(4 * standardError + 1e-5);
  });

  test('temperature scales the spread: samples move on straight lines from the centre', () => {
    const base = build(false);
    const at = (temperature: number) => base.sample(createRng(7), 20, temperature).dataSync();
    const [centre, half, one] = [at(0), at(0.5), at(1)];
    close(
      half,
      one.map((value, i) => (value + centre[i]!) / 2),
      1e-5,
    );
    const centres = new Set(columns(centre, 2)[0]!.map((x, row) => `${x}, ${centre[2 * row + 1]}`));
    expect(centres.size).toBe(base.kind === 'normalMixture' ? 3 : 1);
    expect([...base.sample(createRng(7), 20).dataSync()]).toEqual([...one]);
  });

  test('samples follow the seed, and row by row they do not depend on the batch', () => {
    const base = build(false);
    const rng = createRng(8);
    const saved = rng.save();
    const first = [...base.sample(rng, 4).dataSync()];
    expect([...base.sample(restoreRng(saved), 4).dataSync()]).toEqual(first);
    expect([...base.sample(rng, 4).dataSync()]).not.toEqual(first);
    const rows = [...base.sample(createRng(8).forRows([3, 5, 9]), 3).dataSync()];
    expect([...base.sample(createRng(8).forRows([5]), 1).dataSync()]).toEqual(rows.slice(2, 4));
  });

  test.each([false, true])('config() and the parameters build it again (trainable %s)', (trainable) => {
    const base = build(trainable);
    const copy = reload(base);
    expect(copy.config()).toEqual(base.config());
    expect([copy.kind, copy.features]).toEqual([base.kind, base.features]);
    expect(copy.parameters.map((p) => [p.trainable, p.group])).toEqual(
      base.parameters.map((p) => [p.trainable, p.group]),
    );
    const z = base.sample(createRng(9), 10);
    expect([...copy.logProb(z).dataSync()]).toEqual([...base.logProb(z).dataSync()]);
  });

  test('only a trainable one has trained parameters', () => {
    expect(build(false).parameters.some((p) => p.trainable || p.group !== 'state')).toBe(false);
    expect(build(true).parameters.some((p) => p.trainable)).toBe(trains);
  });

  test('another shape, no samples or a negative temperature are refused', () => {
    const base = build(false);
    for (const f of [base.logProb, base.score]) {
      expect(() => f(tensor2d([[1, 2, 3]]))).toThrow(
        expect.objectContaining({ code: 'shape-mismatch', expected: '[batch, 2]', received: '[1, 3]' }),
      );
      expect(() => f(tensor1d([1, 2]))).toThrow(
        expect.objectContaining({ code: 'shape-mismatch', received: '[2]' }),
      );
    }
    expect(() => base.sample(createRng(1), 0)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'n' }),
    );
    expect(() => base.sample(createRng(1), 1, -1)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'temperature', received: '-1' }),
    );
  });

  test('no tensor is left behind, and dispose() frees the rest', () => {
    const z = tensor2d([[0.1, 0.6]]);
    const before = memory().numTensors;
    const base = build(true);
    const held = memory().numTensors;
    expect(held - before).toBe(base.parameters.length);
    for (const made of [base.logProb(z), base.score(z), base.sample(createRng(1), 3)]) made.dispose();
    base.entropy?.();
    base.config();
    expect(memory().numTensors).toBe(held);
    base.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe.each(bases.filter(({ trains }) => trains))('$name, trained', ({ build }) => {
  test('its gradient in every parameter is the slope of logProb', () => {
    const base = build(true);
    const z = tensor2d([
      [0.3, -0.4],
      [1.1, 0.2],
      [-0.7, -1.3],
    ]);
    const weights = tensor1d([1, -0.5, 0.7]);
    const loss = (): Scalar => sum(mul(base.logProb(z), weights)) as Scalar;
    const { grads } = variableGrads(loss);
    for (const { variable } of base.parameters) {
      const start = Float32Array.from(variable.dataSync());
      const write = (values: Float32Array) => variable.assign(reshape(tensor1d(values), variable.shape));
      const slopes = start.map((value, i) => {
        const at = (shift: number) => {
          write(start.with(i, value + shift));
          return loss().dataSync()[0]!;
        };
        return (at(0.02) - at(-0.02)) / 0.04;
      });
      write(start);
      close(grads[variable.name]!.dataSync(), slopes, 3e-3);
    }
  });
});
