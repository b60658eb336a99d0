import { createRng, init } from '@flow/backend';
import { affineCoupling, chain, glowNet, mlp, squeeze } from '@flow/layers';
import { beforeAll, expect, it } from 'vitest';
import { rowsPerBatch } from './rows-per-batch.ts';

beforeAll(() => init());

const rng = createRng(0);

it('takes fewer rows the more the widest network of a chain holds for each', () => {
  const perceptron = (hidden: number) =>
    affineCoupling({
      features: 4,
      mask: 'even',
      conditioner: (sizes) => mlp({ ...sizes, hidden: [8, hidden], rng }),
    });
  expect(rowsPerBatch(perceptron(64))).toBe(2 ** 20 / 64);
  expect(rowsPerBatch(chain([perceptron(16), perceptron(256), perceptron(64)]))).toBe(2 ** 20 / 256);
});

it('counts the channels of a network on pictures at each pixel', () => {
  const shape = [16, 16, 4];
  const coupling = affineCoupling({
    shape,
    mask: 'firstHalf',
    conditioner: (sizes) => glowNet({ ...sizes, hidden: 512, rng }),
  });
  const bijector = chain([coupling, squeeze({ shape: [32, 32, 1] })]);
  expect(rowsPerBatch(bijector)).toBe(2 ** 20 / (16 * 16 * 512));
});

it('takes one row where even that is more than a batch', () => {
  expect(rowsPerBatch(squeeze({ shape: [1024, 2048, 1] }))).toBe(1);
});
