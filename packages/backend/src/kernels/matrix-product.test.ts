import { fused, matMul, memory, tensor, tensor1d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init.ts';
import { cases, productReference, worstError } from './reference.fixture.ts';

beforeAll(async () => {
  await init();
});

const TRANSPOSES = [
  [false, false],
  [false, true],
  [true, false],
  [true, true],
] as const;

describe.each(TRANSPOSES)('matMul with transposes %s, %s', (transposeA, transposeB) => {
  const check = (m: number, k: number, n: number, seed: number) => {
    const make = cases(seed);
    const a = make.values(m * k);
    const b = make.values(k * n);
    const result = tidy(() =>
      matMul(
        tensor(a, transposeA ? [k, m] : [m, k]),
        tensor(b, transposeB ? [n, k] : [k, n]),
        transposeA,
        transposeB,
      ).dataSync(),
    );
    const error = worstError(result, productReference(a, b, [m, k, n], transposeA, transposeB));
    // Partial sums of size √k, rounded k times: a random walk of k·2⁻²⁵, and four deviations.
    expect(error, `${m},${k},${n}`).toBeLessThan(1e-7 * (k + 8));
  };

  it('equals float64 loops on random shapes', () => {
    const sizes = cases(11);
    for (let i = 0; i < 150; i++) check(sizes.size(), sizes.size(), sizes.size(), i);
  });

  it('equals float64 loops where one side is thin', () => {
    const sizes = cases(12);
    for (let i = 0; i < 60; i++) {
      const [thin, a, b] = [sizes.size(1, 4), sizes.size(), sizes.size()];
      check(thin, a, b, i);
      check(a, b, thin, i);
      check(a, thin, b, i);
    }
  });

  it('equals float64 loops where blocks end', () => {
    check(97, 513, 9, 1);
    check(7, 1025, 515, 2);
    check(193, 5, 1030, 3);
  });

  it('sums nothing to zero', () => {
    const a = tensor([], transposeA ? [0, 2] : [2, 0]);
    const b = tensor([], transposeB ? [5, 0] : [0, 5]);
    expect([...matMul(a, b, transposeA, transposeB).dataSync()]).toEqual(Array(10).fill(0));
  });

  it('lets NaN and infinities through', () => {
    const a = tensor([NaN, 1, 2, Infinity], [2, 2]);
    const one = tensor([1, 1, 1, 1], [2, 2]);
    const result = [...matMul(a, one, transposeA, transposeB).dataSync()];
    expect(result).toEqual(transposeA ? [NaN, NaN, Infinity, Infinity] : [NaN, NaN, Infinity, Infinity]);
  });
});

describe('matMul', () => {
  it('broadcasts batch dimensions both ways', () => {
    const make = cases(5);
    const a = make.values(2 * 1 * 5 * 3);
    const b = make.values(4 * 3 * 6);
    const result = matMul(tensor(a, [2, 1, 5, 3]), tensor(b, [4, 3, 6]));
    expect(result.shape).toEqual([2, 4, 5, 6]);
    const expected: number[] = [];
    for (let i = 0; i < 2; i++) {
      for (let j = 0; j < 4; j++) {
        const [ai, bj] = [a.slice(i * 15, i * 15 + 15), b.slice(j * 18, j * 18 + 18)];
        expected.push(...productReference(ai, bj, [5, 3, 6]));
      }
    }
    expect(worstError(result.dataSync(), expected)).toBeLessThan(1e-5);
  });

  it('gives an empty tensor for an empty batch or side', () => {
    expect(matMul(tensor([], [0, 2, 3]), tensor([], [0, 3, 4])).shape).toEqual([0, 2, 4]);
    expect(matMul(tensor([], [0, 3]), tensor([1, 2, 3], [3, 1])).shape).toEqual([0, 1]);
  });

  it('leaves no tensor behind', () => {
    const [a, b] = [cases(1).tensor([9, 9]), cases(2).tensor([9, 9])];
    const before = memory().numTensors;
    matMul(a, b, true).dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe('fused.matMul', () => {
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const activations: Record<string, (x: number) => number> = {
    linear: (x) => x,
    relu: (x) => Math.max(x, 0),
    relu6: (x) => Math.min(Math.max(x, 0), 6),
    elu: (x) => (x < 0 ? Math.expm1(x) : x),
    sigmoid,
    leakyrelu: (x) => (x < 0 ? 0.3 * x : x),
  };

  it.each(Object.keys(activations))('adds the bias and applies %s', (activation) => {
    const sizes = cases(21);
    for (let i = 0; i < 40; i++) {
      const [m, k, n] = [sizes.size(), sizes.size(), sizes.size(1, 20)];
      const [a, b, bias] = [sizes.values(m * k), sizes.values(k * n), sizes.values(n)];
      const result = fused.matMul({
        a: tensor(a, [m, k]),
        b: tensor(b, [k, n]),
        bias: tensor1d(bias),
        activation: activation as 'relu',
        leakyreluAlpha: 0.3,
      });
      const expected = productReference(a, b, [m, k, n]).map((x, at) =>
        activations[activation]!(x + bias[at % n]!),
      );
      expect(worstError(result.dataSync(), expected), `${m},${k},${n}`).toBeLessThan(1e-5);
    }
  });

  it('hands prelu to the stock kernel', () => {
    const result = fused.matMul({
      a: tensor([1, -2], [2, 1]),
      b: tensor([3], [1, 1]),
      activation: 'prelu',
      preluActivationWeights: tensor([0.5], [1]),
    });
    expect([...result.dataSync()]).toEqual([3, -3]);
  });
});
