import { init } from '@flow/backend';
import { type Bijector, chain, createPullback, defineBijector, elementwiseAffine } from '@flow/layers';
import { createFlow, dequantisationNoise } from '@flow/models';
import { clone, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { fit } from './fit.ts';

beforeAll(() => init());

/** A layer that draws two numbers for each row in training, and writes them down beside the row's first value. */
function drawing(drawn: { row: number; noise: number[] }[]): Bijector {
  const still = (x: Tensor) => ({ value: clone(x), logDet: zeros([x.shape[0] as number]) });
  return defineBijector({
    kind: 'drawing',
    dataShape: [2],
    forward: still,
    inverse: still,
    inversePullback: (x, { rng, training }) => {
      const rows = x.shape[0] as number;
      const values = x.dataSync();
      const noise = Array.from(rng?.uniform(2 * rows) ?? []);
      for (let i = 0; training && i < rows; i++) {
        drawn.push({ row: values[2 * i] as number, noise: noise.slice(2 * i, 2 * i + 2) });
      }
      return createPullback(
        still(x),
        (dValue) => ({ dx: clone(dValue), gradients: new Map() }),
        () => {},
      );
    },
    config: () => ({}),
  });
}

it.each([3, 10])(
  'of a row follows from seed, epoch and row, in batches of %d in any order',
  async (batchSize) => {
    const drawn: { row: number; noise: number[] }[] = [];
    const flow = createFlow({ bijector: chain([elementwiseAffine({ features: 2 }), drawing(drawn)]) });
    const rows = Array.from({ length: 10 }, (_, row) => [row, 0]);
    await fit(flow, rows, { epochs: 2, batchSize, seed: 5 });
    expect(drawn).toHaveLength(20);
    for (const [at, { row, noise }] of drawn.entries()) {
      const epoch = at < 10 ? 0 : 1;
      expect(noise).toEqual(Array.from(dequantisationNoise(5, epoch, [row]).uniform(2)));
    }
  },
);
