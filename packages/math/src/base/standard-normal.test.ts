import { createRng, init, randomNormal } from '@flow/backend';
import { grad, sum, type Tensor, valueAndGrad } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { standardNormal } from './standard-normal.ts';

beforeAll(() => init());

it('has one log-density, taped or not, and its gradient on the tape is the score', () => {
  const base = standardNormal({ features: 5 });
  const z = randomNormal(createRng(4), [7, 5]);
  const untaped = Array.from(base.logProb(z).dataSync());
  const taped = valueAndGrad((at: Tensor) => sum(base.logProb(at)))(z);
  const total = untaped.reduce((all, logProb) => all + logProb, 0);
  expect(taped.value.dataSync()[0]).toBeCloseTo(total, 4);
  const score = base.score(z).dataSync();
  grad((at: Tensor) => sum(base.logProb(at)))(z)
    .dataSync()
    .forEach((slope, i) => void expect(slope).toBeCloseTo(Number(score[i]), 6));
});
