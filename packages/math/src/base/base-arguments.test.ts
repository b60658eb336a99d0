import { beforeAll, describe, expect, test } from 'vitest';
import {
  diagonalNormal,
  fullNormal,
  identityMatrix,
  init,
  logistic,
  matrix,
  normalMixture,
  standardNormal,
  studentT,
  uniform,
} from '../index.ts';

describe('before init()', () => {
  test.each([
    ['standardNormal()', () => standardNormal({ features: 1 })],
    ['diagonalNormal()', () => diagonalNormal({ mean: [0], logScale: [0] })],
    ['fullNormal()', () => fullNormal({ mean: [0], covariance: identityMatrix(1) })],
    ['normalMixture()', () => normalMixture({ means: [[0]], logScales: [[0]] })],
    ['uniform()', () => uniform({ low: [0], high: [1] })],
    ['logistic()', () => logistic({ location: [0], logScale: [0] })],
    ['studentT()', () => studentT({ location: [0], logScale: [0], degreesOfFreedom: 3 })],
  ])('%s says what to do first', (name, build) => {
    expect(build).toThrow(
      expect.objectContaining({ code: 'not-initialized', message: expect.stringContaining(name) }),
    );
    expect(build).toThrow(/await init\(\)/);
  });
});

describe('after init()', () => {
  beforeAll(() => init());

  test.each([
    ['no dimension', () => standardNormal({ features: 0 }), 'invalid-argument', 'features'],
    ['no values', () => diagonalNormal({ mean: [], logScale: [] }), 'invalid-argument', 'features'],
    ['unequal lengths', () => diagonalNormal({ mean: [0], logScale: [0, 1] }), 'shape-mismatch', 'logScale'],
    ['NaN', () => diagonalNormal({ mean: [0, Number.NaN], logScale: [0, 0] }), 'invalid-argument', 'mean[1]'],
    [
      'an infinite scale',
      () => logistic({ location: [0], logScale: [Infinity] }),
      'invalid-argument',
      'logScale[0]',
    ],
    ['an empty box', () => uniform({ low: [0, 1], high: [1, 1] }), 'invalid-argument', 'high[1]'],
    [
      'a box that float32 closes',
      () => uniform({ low: [1e9], high: [1e9 + 1] }),
      'invalid-argument',
      'high[0]',
    ],
    [
      'no degrees of freedom',
      () => studentT({ location: [0], logScale: [0], degreesOfFreedom: 0 }),
      'invalid-argument',
      'degreesOfFreedom',
    ],
    [
      'a covariance of another size',
      () => fullNormal({ mean: [0, 0], covariance: identityMatrix(3) }),
      'shape-mismatch',
      'covariance',
    ],
    [
      'a covariance that is none',
      () =>
        fullNormal({
          mean: [0, 0],
          covariance: matrix([
            [1, 2],
            [2, 1],
          ]),
        }),
      'invalid-argument',
      'matrix',
    ],
    ['no component', () => normalMixture({ means: [], logScales: [] }), 'invalid-argument', 'features'],
    [
      'a component without weight',
      () => normalMixture({ means: [[0], [1]], logScales: [[0], [0]], weights: [1, 0] }),
      'invalid-argument',
      'weights[1]',
    ],
    [
      'weights of another number',
      () => normalMixture({ means: [[0], [1]], logScales: [[0], [0]], weights: [1] }),
      'shape-mismatch',
      'weights',
    ],
    [
      'scales of another shape',
      () => normalMixture({ means: [[0], [1]], logScales: [[0]] }),
      'shape-mismatch',
      'logScales',
    ],
  ])('%s is refused', (_, build, code, argument) => {
    expect(build).toThrow(expect.objectContaining({ code, argument }));
  });
});
