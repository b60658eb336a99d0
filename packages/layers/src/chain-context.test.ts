import { createRng, init, randomNormal } from '@flow/backend';
import { perturb } from '@flow-tooling/testkit';
import { add, grad, ones, sum, type Tensor } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { chain } from './chain.ts';
import { affineCoupling } from './coupling.ts';
import { mlp } from './mlp.ts';

beforeAll(() => init());

const coupling = (mask: 'even' | 'odd', seed: number) =>
  affineCoupling({
    features: 4,
    mask,
    conditioner: (sizes) => mlp({ ...sizes, hidden: [6], context: 2, rng: createRng(seed) }),
  });

it.each(['inverse', 'forward'] as const)(
  'the gradient of a context that several layers share is their sum (%s)',
  (direction) => {
    const layers = chain([coupling('even', 1), coupling('odd', 2), coupling('even', 3)]);
    perturb(layers.parameters, createRng(4));
    const input = randomNormal(createRng(5), [3, 4]);
    const context = randomNormal(createRng(6), [3, 2]);
    const { pullback } = layers[`${direction}Pullback`](input, { context });
    const { dContext } = pullback(ones([3, 4]), ones([3]));
    const taped = grad((given: Tensor) => {
      const { value, logDet } = layers[direction](input, { context: given });
      return add(sum(value), sum(logDet));
    })(context);
    expect(Array.from(dContext?.dataSync() ?? [])).toEqual(
      Array.from(taped.dataSync(), (value) => expect.closeTo(value, 4)),
    );
  },
);
