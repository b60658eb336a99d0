import { createRng, init, randomUniform } from '@flow/backend';
import { add, div, fill, mul, ones, sum, type Tensor, tensor2d, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import type { Call } from './bijector.ts';
import { defineBijector } from './define-bijector.ts';

beforeAll(() => init());

it('goes back through the noise that the result was made with, not through other noise', () => {
  const noisy = (x: Tensor, { rng }: Call) => (rng ? add(randomUniform(rng, x.shape), 1) : ones(x.shape));
  const layer = defineBijector({
    kind: 'stretchedAtRandom',
    dataShape: [3],
    forward: (z) => ({ value: z, logDet: zeros([z.shape[0] as number]) }),
    inverse: (x, call) => ({ value: mul(x, noisy(x, call)), logDet: mul(sum(x, 1), 0) }),
    config: () => ({}),
  });
  const x = tensor2d([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  const rng = createRng(1);
  const { value, pullback } = layer.inversePullback(x, { rng });
  const { dx } = pullback(ones([2, 3]), fill([2], 0));
  const stretch = Array.from(div(value, x).dataSync());
  expect(Array.from(dx.dataSync())).toEqual(stretch.map((slope) => expect.closeTo(slope, 5)));
  expect(new Set(stretch).size).toBe(6);
  // The caller's generator has given its numbers once.
  const once = createRng(1);
  randomUniform(once, [2, 3]);
  expect(rng.save()).toEqual(once.save());
});
