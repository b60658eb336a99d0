import { adamStep, createRng, init } from '@flow/backend';
import {
  add,
  dispose,
  eye,
  grad,
  matMul,
  memory,
  ones,
  onesLike,
  sum,
  type Tensor,
  type Tensor2D,
  variable,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bijector } from './bijector.ts';
import { invertibleLinear } from './invertible-linear.ts';
import { bijectorFromConfig } from './registry.ts';

beforeAll(() => init());

const features = 6;
const parametrisations = ['plu', 'dense'] as const;
const layerOf = (parametrisation: (typeof parametrisations)[number], seed: number) =>
  invertibleLinear({ features, parametrisation, rng: createRng(seed) });
/** Wᵀ: what the inverse makes of the unit vectors. */
const turnedWeight = (layer: Bijector) => layer.inverse(eye(features)).value as Tensor2D;

/** Moves every parameter by the same step, in its own memory, as training does. */
function moveInPlace({ parameters }: Bijector): void {
  for (const { variable: moved } of parameters) {
    const [first, second] = [variable(zerosLike(moved)), variable(zerosLike(moved))];
    adamStep([{ variable: moved, gradient: onesLike(moved), first, second }], { step: 1, learningRate: 0.1 });
  }
}

/** Another layer with the same configuration and values, which has never run. */
function copyOf(layer: Bijector): Bijector {
  const copy = bijectorFromConfig(layer.config());
  for (const [i, { variable: into }] of copy.parameters.entries()) {
    into.assign(layer.parameters[i]!.variable);
  }
  return copy;
}

it.each([1, 2, 3, 4])('starts as the same rotation in both parametrisations (seed %d)', (seed) => {
  const [plu, dense] = [turnedWeight(layerOf('plu', seed)), turnedWeight(layerOf('dense', seed))];
  expect(Array.from(plu.dataSync())).toEqual(
    Array.from(dense.dataSync(), (value) => expect.closeTo(value, 5)),
  );
  expect(Array.from(matMul(plu, plu, true).dataSync())).toEqual(
    Array.from(eye(features).dataSync(), (value) => expect.closeTo(value, 5)),
  );
});

describe.each(parametrisations)('%s: W is computed again', (parametrisation) => {
  it.each<[string, (layer: Bijector) => void]>([
    ['after an optimizer wrote into its parameters', moveInPlace],
    [
      'after its parameters were assigned',
      ({ parameters }) => {
        for (const { variable: moved } of parameters) moved.assign(add(moved, 0.3));
      },
    ],
  ])('%s', (_, move) => {
    const layer = layerOf(parametrisation, 5);
    const before = turnedWeight(layer).dataSync();
    move(layer);
    const [after, fresh] = [layer, copyOf(layer)].map((each) => each.inverse(eye(features)));
    expect(after!.value.dataSync()).not.toEqual(before);
    expect(after!.value.dataSync()).toEqual(fresh!.value.dataSync());
    expect(after!.logDet.dataSync()).toEqual(fresh!.logDet.dataSync());
    expect(layer.forward(eye(features)).value.dataSync()).toEqual(
      copyOf(layer).forward(eye(features)).value.dataSync(),
    );
  });
});

describe('a dense W that has lost its inverse', () => {
  const singular = () => {
    const layer = layerOf('dense', 1);
    for (const { variable: weight } of layer.parameters) weight.assign(zerosLike(weight));
    return layer;
  };
  const [x, dLogDet] = [() => ones([2, features]), () => ones([2])];

  it.each<[string, (layer: Bijector, x: Tensor, dLogDet: Tensor) => void]>([
    ['forward', (layer, z) => void layer.forward(z)],
    ['the pullback of forward', (layer, z) => void layer.forwardPullback(z)],
    [
      'the pullback of inverse',
      (layer, at, up) => {
        const { value, logDet, pullback } = layer.inversePullback(at);
        dispose([value, logDet]);
        pullback(at, up);
      },
    ],
    ['the pullback from its output', (layer, z, up) => void layer.pullbackFromOutput(z, z, up)],
    [
      'the tape',
      (layer, at) => {
        grad((given: Tensor) => {
          const { value, logDet } = layer.inverse(given);
          return add(sum(value), sum(logDet));
        })(at);
      },
    ],
  ])('%s says so and leaves no tensor behind', (_, run) => {
    const layer = singular();
    const [at, up] = [x(), dLogDet()];
    const before = memory().numTensors;
    expect(() => run(layer, at, up)).toThrow(expect.objectContaining({ code: 'singular' }));
    expect(memory().numTensors).toBe(before);
  });
});
