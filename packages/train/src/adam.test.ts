import { init, type Parameter } from '@flow/backend';
import { memory, tensor, tidy, variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam } from './adam.ts';

beforeAll(() => init());

const parameterOf = (values: number[]): Parameter => ({
  path: 'w',
  variable: tidy(() => variable(tensor(values))),
  trainable: true,
  group: 'weight',
});

/** θ after each of the gradients. */
function path(optimizer = adam(), gradients = [0.5, -1, 2], rate = 0.1, scale = 1): number[] {
  const parameter = parameterOf([1]);
  const way = gradients.map((value) => {
    const gradient = tensor([value]);
    optimizer.step([{ parameter, gradient }], rate, scale);
    gradient.dispose();
    return parameter.variable.dataSync()[0] as number;
  });
  parameter.variable.dispose();
  return way;
}

describe('adam', () => {
  it('takes the steps of the paper: gradients 0.5, −1, 2 at rate 0.1 from 1', () => {
    const way = path();
    [0.900000002, 0.9366103542, 0.8946447927].forEach((value, i) => {
      expect(way[i]).toBeCloseTo(value, 6);
    });
  });

  it('takes its betas and epsilon', () => {
    // β₁ = β₂ = 0 is the sign of the gradient but for epsilon: θ − 0.1·g/(|g| + 1).
    const way = path(adam({ beta1: 0, beta2: 0, epsilon: 1 }));
    [1 - 0.1 / 3, 1 - 0.1 / 3 + 0.05, 1 - 0.1 / 3 + 0.05 - 0.2 / 3].forEach((value, i) => {
      expect(way[i]).toBeCloseTo(value, 6);
    });
  });

  it('scales the gradients before anything else', () => {
    const clipped = path(adam({ epsilon: 0.1 }), [10, -20, 40], 0.1, 0.05);
    const small = path(adam({ epsilon: 0.1 }), [0.5, -1, 2], 0.1);
    small.forEach((value, i) => {
      expect(clipped[i]).toBeCloseTo(value, 6);
    });
  });

  it('moves each parameter by its own running means', () => {
    const [a, b] = [parameterOf([0, 0]), parameterOf([0])];
    const gradients = [tensor([1, -3]), tensor([0])] as const;
    const optimizer = adam();
    optimizer.step(
      [
        { parameter: a, gradient: gradients[0] },
        { parameter: b, gradient: gradients[1] },
      ],
      0.5,
      1,
    );
    expect([...a.variable.dataSync()]).toEqual([expect.closeTo(-0.5, 5), expect.closeTo(0.5, 5)]);
    expect([...b.variable.dataSync()]).toEqual([0]);
  });

  it('frees its state, and after that starts anew', () => {
    const before = memory().numTensors;
    const optimizer = adam();
    const first = path(optimizer);
    expect(memory().numTensors).toBe(before + 2);
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
    expect(path(optimizer)).toEqual(first);
    optimizer.dispose();
  });

  it.each([
    { learningRate: 0 },
    { learningRate: -1 },
    { learningRate: Number.NaN },
    { beta1: 1 },
    { beta1: -0.1 },
    { beta2: 1.5 },
    { epsilon: 0 },
  ])('refuses %j', (options) => {
    expect(() => adam(options)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: Object.keys(options)[0] }),
    );
  });
});
