import { createRng, init, randomNormal } from '@flow/backend';
import { relativeError } from '@flow-tooling/testkit';
import {
  add,
  dispose,
  fill,
  grads,
  memory,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tensor4d,
  tidy,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { channelNorm } from './channel-norm.ts';

beforeAll(() => init());

const SHAPE = [4, 8, 8, 2];
const CHANNELS = 2;
const MOMENTUM = 0.1;
const EPSILON = 1e-4;
const SHIFT = [0.5, -0.25];
const call = { training: true, rectified: false };

const values = (of: Tensor) => Array.from(of.dataSync());
const ofChannel = (of: readonly number[], channel: number) => of.filter((_, i) => i % CHANNELS === channel);
const meanOf = (of: readonly number[]) => of.reduce((total, value) => total + value, 0) / of.length;
const pictures = (mean: number) =>
  tidy(() => add(mul(randomNormal(createRng(1), SHAPE), [1, 0.5]), [mean, -mean]));
const upstream = () => tidy(() => add(randomNormal(createRng(2), SHAPE), 0.3));

function normOf() {
  const norm = channelNorm('norm', CHANNELS, MOMENTUM, EPSILON);
  const variables = norm.parameters.map(({ variable }) => variable);
  tidy(() => void variables[0]!.assign(mul(SHIFT, 1)));
  const [shift, mean, variance] = variables;
  return { norm, shift: shift!, mean: mean!, variance: variance! };
}

/** The formula, its statistics and its derivatives for Σ v·d, in float64. */
function reference(x: readonly number[], d: readonly number[]) {
  const of = Array.from({ length: CHANNELS }, (_, channel) => {
    const own = ofChannel(x, channel);
    const mean = meanOf(own);
    const variance = meanOf(own.map((value) => (value - mean) ** 2));
    const factor = 1 / Math.sqrt(variance + EPSILON);
    const up = ofChannel(d, channel);
    const along = meanOf(up.map((value, i) => value * (own[i]! - mean) * factor));
    return { mean, variance, factor, upMean: meanOf(up), along };
  });
  const at = (i: number) => of[i % CHANNELS]!;
  const normalised = x.map((value, i) => (value - at(i).mean) * at(i).factor);
  return {
    of,
    value: normalised.map((value, i) => value + SHIFT[i % CHANNELS]!),
    dx: d.map((up, i) => at(i).factor * (up - at(i).upMean - normalised[i]! * at(i).along)),
    dShift: of.map(({ upMean }) => (upMean * x.length) / CHANNELS),
  };
}

describe.each([0, 30, 300, 3000])('in a training step on channels of means %d and its negative', (mean) => {
  const [x, d] = [() => pictures(mean), upstream];
  const truth = () => reference(values(x()), values(d()));

  it('has the values of float64', () => {
    expect(relativeError(values(normOf().norm.apply(x(), call).value), truth().value)).toBeLessThan(2e-6);
  });

  it('has the same values rectified, without what is below 0', () => {
    const rectified = values(normOf().norm.apply(x(), { ...call, rectified: true }).value);
    const expected = truth().value.map((value) => Math.max(value, 0));
    expect(relativeError(rectified, expected)).toBeLessThan(2e-6);
  });

  it('moves the running statistics by those of float64', () => {
    const { norm, ...running } = normOf();
    norm.apply(x(), call);
    const { of } = truth();
    const expected = of.map(({ variance }) => 1 - MOMENTUM + MOMENTUM * variance);
    expect(relativeError(values(running.variance), expected)).toBeLessThan(1e-6);
    const centers = of.map((channel) => MOMENTUM * channel.mean);
    expect(relativeError(values(running.mean), centers)).toBeLessThan(1e-6);
  });

  it('pulls back as float64', () => {
    const { norm } = normOf();
    const input = x();
    const { dx, dShift } = norm.backward(input, norm.apply(input, call).used, d());
    expect(relativeError(values(dx), truth().dx)).toBeLessThan(5e-6);
    expect(relativeError(values(dShift), truth().dShift)).toBeLessThan(1e-6);
  });

  it('has the values, statistics and derivatives of float64 on the tape as well', () => {
    const { norm, shift, ...running } = normOf();
    let value: number[] = [];
    const loss = (input: Tensor): Scalar => {
      const result = norm.apply(input, call).value;
      value = values(result);
      return sum(mul(result, d()));
    };
    const [dx, dShift] = grads(loss)([x(), shift]).map(values);
    const expected = truth();
    expect(relativeError(value, expected.value)).toBeLessThan(2e-6);
    const variances = expected.of.map(({ variance }) => 1 - MOMENTUM + MOMENTUM * variance);
    expect(relativeError(values(running.variance), variances)).toBeLessThan(1e-6);
    expect(relativeError(dx!, expected.dx)).toBeLessThan(5e-6);
    expect(relativeError(dShift!, expected.dShift)).toBeLessThan(1e-6);
  });
});

it('takes a first picture that lies far from the others', () => {
  const far = tensor4d([1000, 0, 0, 0], [4, 1, 1, 1]);
  const x = add(pictures(3000), far);
  const truth = reference(values(x), values(upstream()));
  const { norm, variance } = normOf();
  expect(relativeError(values(norm.apply(x, call).value), truth.value)).toBeLessThan(2e-6);
  const expected = truth.of.map((channel) => 1 - MOMENTUM + MOMENTUM * channel.variance);
  expect(relativeError(values(variance), expected)).toBeLessThan(2e-6);
});

it('takes a batch that is the same everywhere to its shift', () => {
  const { norm } = normOf();
  const { value } = norm.apply(fill(SHAPE, 1000.1), call);
  const expected = values(value).map((_, i) => SHIFT[i % CHANNELS]!);
  expect(relativeError(values(value), expected)).toBeLessThan(1e-6);
});

it.each([
  ['without pictures', () => zeros([0, 8, 8, CHANNELS])],
  ['of NaN', () => fill(SHAPE, Number.NaN)],
])('takes a batch %s, which leaves the running statistics', (_, batch) => {
  const { norm, mean, variance } = normOf();
  const x = batch();
  expect(norm.apply(x, call).value.shape).toEqual(x.shape);
  const start = [
    [0, 0],
    [1, 1],
  ];
  expect([values(mean), values(variance)]).toEqual(start);
});

it('uses the running statistics outside of training, and leaves them', () => {
  const { norm, mean, variance } = normOf();
  norm.apply(pictures(30), call);
  const [center, spread] = [values(mean), values(variance)];
  const x = values(pictures(3));
  const { value, used } = norm.apply(pictures(3), { rectified: false });
  const factors = spread.map((each) => 1 / Math.sqrt(each + EPSILON));
  const of = (by: number[], i: number) => by[i % CHANNELS]!;
  const expected = x.map((each, i) => (each - of(center, i)) * of(factors, i) + of(SHIFT, i));
  expect(relativeError(values(value), expected)).toBeLessThan(1e-6);
  const { dx } = norm.backward(pictures(3), used, upstream());
  const slopes = values(upstream()).map((up, i) => up * of(factors, i));
  expect(relativeError(values(dx), slopes)).toBeLessThan(1e-6);
  expect([values(mean), values(variance)]).toEqual([center, spread]);
});

it('leaves no tensor behind but the result', () => {
  const { norm } = normOf();
  const [x, d] = [pictures(3), upstream()];
  const before = memory().numTensors;
  const { value, used } = norm.apply(x, call);
  const { dx, dShift } = norm.backward(x, used, d);
  dispose([value, ...Object.values(used), dx, dShift]);
  expect(memory().numTensors).toBe(before);
});
