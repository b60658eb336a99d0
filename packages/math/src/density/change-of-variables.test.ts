import { createRng, randomNormal } from '@flow/backend';
import {
  add,
  concat,
  div,
  exp,
  grad,
  memory,
  mul,
  neg,
  slice,
  sub,
  sum,
  type Tensor,
  tensor2d,
  tidy,
} from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { diagonalNormal, init, logistic, standardNormal } from '../index.ts';
import { smoothMap } from '../jacobian/smooth-map.fixture.ts';
import { changeOfVariables } from './change-of-variables.ts';
import { integrateDensity } from './integrate.ts';

beforeAll(() => init());

const { f: conditioner } = smoothMap(21, 1, 1);
const first = (x: Tensor) => slice(x, [0, 0], [-1, 1]);
const second = (x: Tensor) => slice(x, [0, 1], [-1, 1]);
const logScaleOf = (x: Tensor) => mul(conditioner(first(x)), 0.3);
/** The inverse of x₁ = z₁, x₂ = z₂ exp(s(z₁)) + z₁. */
const inverse = (x: Tensor) =>
  tidy(() => concat([first(x), div(sub(second(x), first(x)), exp(logScaleOf(x)))], 1));
const inverseLogDet = (x: Tensor) => tidy(() => neg(sum(logScaleOf(x), 1)));

test('an affine map of a normal distribution is a normal distribution', () => {
  const base = standardNormal({ features: 2 });
  const affine = diagonalNormal({ mean: [1, -2], logScale: [0.5, -1] });
  const standardize = (x: Tensor) => div(sub(x, tensor2d([[1, -2]])), exp(tensor2d([[0.5, -1]])));
  const x = randomNormal(createRng(1), [6, 2]);
  const found = changeOfVariables({ base, inverse: standardize }, x).dataSync();
  affine
    .logProb(x)
    .dataSync()
    .forEach((value, i) => {
      expect(found[i]).toBeCloseTo(value, 4);
    });
});

test('the log-determinant by brute force is the one that is given', () => {
  const base = logistic({ location: [0, 1], logScale: [0, 0.5] });
  const x = randomNormal(createRng(2), [8, 2]);
  const given = changeOfVariables({ base, inverse, inverseLogDet }, x).dataSync();
  changeOfVariables({ base, inverse }, x)
    .dataSync()
    .forEach((value, i) => {
      expect(value).toBeCloseTo(given[i]!, 4);
    });
});

test('∫ π(z) dz = ∫ p(x) dx = 1 in two dimensions', () => {
  const base = standardNormal({ features: 2 });
  const side = { from: -12, to: 12 };
  const p = (x: Tensor) => changeOfVariables({ base, inverse, inverseLogDet }, x);
  for (const density of [base.logProb, p]) {
    const { value, converged } = integrateDensity(density, [side, side]);
    expect(converged).toBe(true);
    expect(value).toBeCloseTo(1, 4);
  }
});

test('without the log-determinant it does not integrate to 1', () => {
  const base = standardNormal({ features: 2 });
  const side = { from: -12, to: 12 };
  const { value } = integrateDensity((x) => base.logProb(inverse(x)), [side, side]);
  expect(Math.abs(value - 1)).toBeGreaterThan(0.01);
});

test('has a gradient in x where the log-determinant is given', () => {
  const base = standardNormal({ features: 1 });
  const options = {
    base,
    inverse: (x: Tensor) => mul(x, 2),
    inverseLogDet: (x: Tensor) => add(sum(mul(x, 0), 1), Math.LN2),
  };
  const slope = grad((x) => sum(changeOfVariables(options, x)))(tensor2d([[1.5]]));
  expect(slope.dataSync()[0]).toBeCloseTo(-6, 5);
});

test('a log-determinant that is not one value a row is refused', () => {
  const base = standardNormal({ features: 2 });
  const options = { base, inverse: (x: Tensor) => x, inverseLogDet: (x: Tensor) => x };
  expect(() => changeOfVariables(options, tensor2d([[1, 2]]))).toThrow(
    expect.objectContaining({ code: 'shape-mismatch', expected: '[1]', received: '[1, 2]' }),
  );
});

test('no tensor is left behind', () => {
  const base = standardNormal({ features: 2 });
  const x = tensor2d([[1, 2]]);
  const before = memory().numTensors;
  changeOfVariables({ base, inverse }, x).dispose();
  expect(memory().numTensors).toBe(before);
});
