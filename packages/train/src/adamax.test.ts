import { createParameter, init } from '@flow/backend';
import { dispose, fill, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AdamaxOptions, adamax } from './adamax.ts';

beforeAll(() => init());

/** θ after each gradient, from 1. */
function path(options: AdamaxOptions, gradients: number[], rate = 0.1): number[] {
  const parameter = createParameter('w', 'weight', [1], () => fill([1], 1));
  const optimizer = adamax(options);
  const way = gradients.map((value) => {
    const gradient = tensor([value]);
    optimizer.step([{ parameter, gradient }], rate, 1);
    gradient.dispose();
    return parameter.variable.dataSync()[0] as number;
  });
  optimizer.dispose();
  dispose(parameter.variable);
  return way;
}

/** The paper's algorithm 2, in float64. */
function paper(gradients: number[], beta1: number, beta2: number, epsilon: number, rate = 0.1): number[] {
  let [m, u, theta] = [0, 0, 1];
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g;
    u = Math.max(beta2 * u, Math.abs(g));
    theta -= ((rate / (1 - beta1 ** (i + 1))) * m) / (u + epsilon);
    return theta;
  });
}

describe('adamax', () => {
  const gradients = [0.5, -1, 0.25, 2, 0.125];
  it.each([
    [{}, 0.9, 0.999, 1e-8],
    [{ beta1: 0.5, beta2: 0.75, epsilon: 0.1 }, 0.5, 0.75, 0.1],
  ])('takes the steps of the paper with %j', (options, beta1, beta2, epsilon) => {
    const expected = paper(gradients, beta1, beta2, epsilon);
    path(options, gradients).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 6);
    });
  });

  it('moves by the learning rate at first, however large the gradient', () => {
    expect(path({}, [1e6])[0]).toBeCloseTo(0.9, 6);
    expect(path({}, [1e-4])[0]).toBeCloseTo(0.9, 4);
  });

  it('says what it is and refuses a rate that makes no sense', () => {
    expect(adamax({ learningRate: 0.25 })).toMatchObject({ kind: 'adamax', learningRate: 0.25 });
    expect(() => adamax({ beta2: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'beta2' }),
    );
  });
});
