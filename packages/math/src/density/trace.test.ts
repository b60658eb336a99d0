import { createRng, randomNormal } from '@flow/backend';
import { add, exp, log, memory, mul, neg, sum, type Tensor, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { init, standardNormal } from '../index.ts';
import { logAbsDetJacobian } from '../jacobian/jacobian.ts';
import { changeOfVariables } from './change-of-variables.ts';
import { compose, type InvertibleMap, trace, traceLogProb } from './trace.ts';

beforeAll(() => init());

const bend: InvertibleMap = (x) => ({ value: exp(x), logDet: sum(x, 1) });
const stretch: InvertibleMap = (x) => ({ value: mul(x, 3), logDet: add(sum(mul(x, 0), 1), 2 * Math.log(3)) });
const nothing: InvertibleMap = (x) => ({ value: x, logDet: zeros([x.shape[0]!]) });
const maps = [stretch, bend, nothing, stretch];
const points = () => mul(randomNormal(createRng(4), [5, 2]), 0.3);

test('the running sum of the log-determinants is the log-determinant of the whole', () => {
  const z = points();
  const steps = trace(maps, z);
  expect(steps).toHaveLength(4);
  const last = steps[3]!;
  const brute = logAbsDetJacobian((x) => compose(maps)(x).value, z);
  last.runningLogDet.dataSync().forEach((value, row) => {
    expect(value).toBeCloseTo(brute[row]!, 4);
    const sumOfSteps = steps.reduce((total, step) => total + step.logDet.dataSync()[row]!, 0);
    expect(value).toBeCloseTo(sumOfSteps, 5);
  });
});

test('maps are applied in the order of the list', () => {
  const z = points();
  const expected = exp(mul(z, 3)).dataSync();
  trace([stretch, bend], z)[1]!
    .value.dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
});

test('compose gives what the last step of the trace holds', () => {
  const z = points();
  const { value, logDet } = compose(maps)(z);
  const last = trace(maps, z).at(-1)!;
  expect([...value.dataSync()]).toEqual([...last.value.dataSync()]);
  expect([...logDet.dataSync()]).toEqual([...last.runningLogDet.dataSync()]);
});

test('the log-density along the way ends at the change of variables', () => {
  const base = standardNormal({ features: 2 });
  const z = points();
  const steps = trace([stretch, bend], z);
  const along = traceLogProb(base.logProb(z), steps);
  const inverse = (x: Tensor) => mul(log(x), 1 / 3);
  const direct = changeOfVariables({ base, inverse }, steps[1]!.value).dataSync();
  along[1]!.dataSync().forEach((value, row) => {
    expect(value).toBeCloseTo(direct[row]!, 4);
  });
});

test('the steps own their tensors: disposing them leaves the input and nothing else', () => {
  const z = points();
  const before = memory().numTensors;
  const steps = trace([nothing, bend], z);
  for (const step of steps) {
    step.value.dispose();
    step.logDet.dispose();
    step.runningLogDet.dispose();
  }
  expect(z.isDisposed).toBe(false);
  const { value, logDet } = compose(maps)(z);
  value.dispose();
  logDet.dispose();
  expect(memory().numTensors).toBe(before);
});

test('a log-determinant that is not one value a row is refused, and so is an empty composition', () => {
  const wrong: InvertibleMap = (x) => ({ value: x, logDet: neg(x) });
  expect(() => trace([bend, wrong], tensor2d([[1, 2]]))).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', argument: 'maps[1]', received: '[1, 2]' }),
  );
  expect(() => compose([])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
});
