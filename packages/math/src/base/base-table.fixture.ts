import {
  type BaseDistribution,
  diagonalNormal,
  fullNormal,
  logistic,
  normalMixture,
  standardNormal,
  studentT,
  uniform,
} from '../index.ts';
import { matrix } from '../matrix/matrix.ts';

/** A base distribution under test, away from its standard position. */
export type BaseRow = {
  readonly name: string;
  readonly build: (trainable: boolean) => BaseDistribution;
  /** The box that holds all of its mass, as far as float32 can tell; infinite tails are asked for as such. */
  readonly box: readonly [number, number];
  /** Whether it can be trained. */
  readonly trains: boolean;
};

const covariance = matrix([
  [1.5, -0.6],
  [-0.6, 0.8],
]);

/** Every law runs on every row: a new distribution adds one of two dimensions (and one of one, for its integral). */
export const bases: readonly BaseRow[] = [
  { name: 'standardNormal', build: () => standardNormal({ features: 2 }), box: [-7, 7], trains: false },
  {
    name: 'diagonalNormal',
    build: (trainable) => diagonalNormal({ mean: [0.5, -1], logScale: [0.3, -0.6], trainable }),
    box: [-10, 10],
    trains: true,
  },
  {
    name: 'fullNormal',
    build: (trainable) => fullNormal({ mean: [0.5, -1], covariance, trainable }),
    box: [-9, 9],
    trains: true,
  },
  {
    name: 'normalMixture',
    build: (trainable) =>
      normalMixture({
        means: [
          [-2, 0],
          [1, 1],
          [2, -1],
        ],
        logScales: [
          [-0.5, 0.2],
          [0.1, -0.7],
          [0, 0],
        ],
        weights: [1, 2, 5],
        trainable,
      }),
    box: [-9, 9],
    trains: true,
  },
  { name: 'uniform', build: () => uniform({ low: [-1, 0.5], high: [2, 1] }), box: [-2, 3], trains: false },
  {
    name: 'logistic',
    build: (trainable) => logistic({ location: [0.5, -1], logScale: [-0.3, -0.8], trainable }),
    box: [-16, 16],
    trains: true,
  },
  {
    name: 'studentT, 3.5 degrees of freedom',
    build: (trainable) =>
      studentT({ location: [0.5, -1], logScale: [0.3, -0.6], degreesOfFreedom: 3.5, trainable }),
    box: [-Infinity, Infinity],
    trains: true,
  },
  {
    name: 'studentT, Cauchy',
    build: (trainable) => studentT({ location: [0, 0], logScale: [0, 0.5], degreesOfFreedom: 1, trainable }),
    box: [-Infinity, Infinity],
    trains: true,
  },
];
