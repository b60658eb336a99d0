import { createRng, init } from '@flow/backend';
import { referenceBijector, dequantisationNoise as referenceNoise } from '@flow-tooling/reference';
import {
  add,
  dispose,
  memory,
  mul,
  ones,
  type Scalar,
  sum,
  type Tensor,
  tensor,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bijector } from './bijector.ts';
import { dequantisationFlow } from './dequantisation-flow.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { bijectorFromConfig } from './registry.ts';
import { uniformDequantise } from './uniform-dequantise.ts';
import { variationalDequantise } from './variational-dequantise.ts';

beforeAll(() => init());

const SHAPE = [2, 2, 1];
const LEVELS = 4;
const rngOf = (rows: number[], seed = 3) => createRng(seed).forRows(rows);
const values = (t: Tensor) => Array.from(t.dataSync());
const close = (given: Iterable<number>, digits = 5) =>
  Array.from(given, (value) => expect.closeTo(value, digits));

const layerOf = (center = 0): Bijector =>
  variationalDequantise({
    shape: SHAPE,
    levels: LEVELS,
    center,
    noise: dequantisationFlow({ shape: SHAPE, couplings: 2, hidden: 3, rng: createRng(1) }),
  });

/** Away from its start, where its noise is uniform. */
function moved(center = 0, size = 0.5): Bijector {
  const layer = layerOf(center);
  const rng = createRng(9);
  for (const { variable } of layer.parameters) {
    const given = tensor(
      rng.normal(variable.size).map((value) => size * value),
      variable.shape,
    );
    variable.assign(given);
    given.dispose();
  }
  return layer;
}

/** Rows of every picture of the list, at once. */
const pictures = (rows: number[][]) => tensor(rows.flat(), [rows.length, ...SHAPE]);
const PICTURE = [0, 1, 2, 3];

describe('variationalDequantise', () => {
  it('starts with the noise of uniformDequantise', () => {
    const x = pictures([PICTURE, [3, 3, 0, 1]]);
    const started = layerOf(0.5).inverse(x, { rng: rngOf([0, 1]) });
    const uniform = uniformDequantise({ shape: SHAPE, levels: LEVELS, center: 0.5 }).inverse(x, {
      rng: rngOf([0, 1]),
    });
    expect(values(started.value)).toEqual(close(values(uniform.value)));
    expect(values(started.logDet)).toEqual(close(values(uniform.logDet), 4));
  });

  it('learns other noise, which stays inside of each bin', () => {
    const layer = moved();
    const rows = Array.from({ length: 200 }, (_, row) => PICTURE.map((_, i) => (row + i) % LEVELS));
    const x = pictures(rows);
    const call = { rng: rngOf(rows.map((_, row) => row)) };
    const learned = values(layer.inverse(x, call).value);
    const within = learned.map((unit, i) => unit * LEVELS - rows.flat()[i]!);
    expect(Math.min(...within)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...within)).toBeLessThanOrEqual(1);
    const uniform = values(layerOf().inverse(x, { rng: rngOf(rows.map((_, row) => row)) }).value);
    expect(Math.max(...learned.map((value, i) => Math.abs(value - uniform[i]!)))).toBeGreaterThan(0.05);
  });

  it('draws the noise of a row from its index alone, whatever the batch', () => {
    const layer = moved();
    const noisy = (rows: number[]) =>
      values(layer.inverse(pictures(rows.map(() => PICTURE)), { rng: rngOf(rows) }).value);
    const all = noisy([0, 1, 2]);
    expect(noisy([2, 0])).toEqual(close([...all.slice(8), ...all.slice(0, 4)], 6));
  });

  it('agrees with the float64 reference, noise and all', () => {
    const layer = moved(0.5);
    const x = [PICTURE, [3, 3, 0, 1]];
    const { value, logDet } = layer.inverse(pictures(x), {
      rng: createRng(5).fork('dequantisation').fork(0).forRows([0, 1]),
    });
    const tensors = new Map(
      layer.parameters.map(({ path, variable }) => [
        path,
        { shape: variable.shape, values: Float64Array.from(variable.dataSync()) },
      ]),
    );
    const reference = referenceBijector(layer.config(), tensors);
    x.forEach((row, i) => {
      const truth = reference.inverse(row, { noise: referenceNoise(5, 0, i) });
      expect(values(value).slice(4 * i, 4 * i + 4)).toEqual(close(truth.value));
      expect(Math.abs(values(logDet)[i]! - truth.logDet)).toBeLessThan(1e-5 * (1 + truth.terms));
    });
  });

  it('is a bound: −log q is below 0 on average, and 1/q is 1 on average', () => {
    const layer = moved(0, 0.12);
    const rows = Array.from({ length: 4000 }, (_, row) => row);
    const { logDet } = layer.inverse(pictures(rows.map(() => PICTURE)), { rng: rngOf(rows) });
    const minusLogQ = values(logDet).map((each) => each + 4 * Math.log(LEVELS));
    const mean = (all: number[]) => all.reduce((total, each) => total + each, 0) / all.length;
    // Of a uniform density in each bin, of which P(x) = levels^−4: the first mean is the gap of the bound.
    expect(mean(minusLogQ)).toBeLessThan(-0.005);
    expect(mean(minusLogQ.map(Math.exp))).toBeCloseTo(1, 1);
  });

  it('has a pullback that is the gradient on the tape, of the networks too', () => {
    const layer = moved(0.5);
    const x = pictures([PICTURE, [3, 3, 0, 1]]);
    const [dValue, dLogDet] = [tensor(createRng(2).normal(8), [2, ...SHAPE]), tensor([0.7, -1.3])];
    const run = layer.inversePullback(x, { rng: rngOf([0, 1]) });
    const { dx, gradients } = run.pullback(dValue, dLogDet);
    const { grads } = variableGrads(() => {
      const { value, logDet } = layer.inverse(x, { rng: rngOf([0, 1]) });
      return add(sum(mul(value, dValue)), sum(mul(logDet, dLogDet))) as Scalar;
    });
    expect(gradients.size).toBe(layer.parameters.length);
    for (const { path, variable } of layer.parameters) {
      expect(values(gradients.get(variable)!), path).toEqual(close(values(grads[variable.name]!), 4));
    }
    expect(dx.shape).toEqual(x.shape);
  });

  it('has a gradient in the pixels that is the quotient of differences', () => {
    const layer = moved(0.5);
    const at = (row: number[]) => {
      const { value, logDet } = layer.inverse(pictures([row]), { rng: rngOf([0]) });
      return values(sum(value))[0]! + values(logDet)[0]!;
    };
    const row = [0.5, 1.2, 2, 2.6];
    const { value, logDet, pullback } = layer.inversePullback(pictures([row]), { rng: rngOf([0]) });
    const { dx } = pullback(ones(value.shape), ones(logDet.shape));
    const step = 2e-2;
    const differences = row.map((_, i) => {
      const moved = (by: number) => row.map((pixel, j) => (i === j ? pixel + by : pixel));
      return (at(moved(step)) - at(moved(-step))) / (2 * step);
    });
    expect(values(dx)).toEqual(close(differences, 2));
  });

  it('without noise has gradients of 0 for its networks', () => {
    const layer = moved();
    const run = layer.inversePullback(pictures([PICTURE]));
    const { gradients } = run.pullback(ones([1, ...SHAPE]), ones([1]));
    expect([...gradients.values()].flatMap(values).every((value) => value === 0)).toBe(true);
    expect(gradients.size).toBe(layer.parameters.length);
  });

  it('starts its networks from data, once', () => {
    const layer = layerOf();
    const x = pictures([PICTURE, [3, 3, 0, 1], [1, 2, 0, 0]]);
    expect(JSON.stringify(layer.config())).toContain('"initialized":false');
    layer.initialize(x, { rng: rngOf([0, 1, 2]) });
    expect(JSON.stringify(layer.config())).not.toContain('"initialized":false');
    expect(JSON.stringify(bijectorFromConfig(layer.config()).config())).toBe(JSON.stringify(layer.config()));
  });

  it('leaves no tensor behind', () => {
    const layer = moved();
    const x = pictures([PICTURE]);
    const before = memory().numTensors;
    const run = layer.inversePullback(x, { rng: rngOf([0]) });
    const { dx, gradients } = run.pullback(run.value, run.logDet);
    dispose([run.value, run.logDet, dx, ...gradients.values()]);
    const unused = layer.inversePullback(x, { rng: rngOf([0]) });
    dispose([unused.value, unused.logDet]);
    unused.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('refuses noise of another shape', () => {
    expect(() =>
      variationalDequantise({ shape: SHAPE, levels: 4, noise: elementwiseAffine({ features: 4 }) }),
    ).toThrow(expect.objectContaining({ code: 'shape-mismatch', argument: 'noise' }));
    expect(() => dequantisationFlow({ shape: [4], rng: createRng(0) })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});
