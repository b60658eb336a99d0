import { clone, reshape, setBackend, tensor, variable } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init.ts';
import { cases, worstError } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import { gradientNorm } from './gradient-norm.ts';
import { adamaxStep, adamStep, averageStep } from './optimizer-steps.ts';

const STEPS = 20;
const SETTINGS = { learningRate: 0.01, beta1: 0.8, beta2: 0.99, epsilon: 1e-6, gradientScale: 0.5 };
const DECAY = 0.1;

/** One parameter's path in float64 under Adam or Adamax. */
function reference(start: Float32Array, gradients: Float32Array[], isMax: boolean): Float64Array {
  const { learningRate, beta1, beta2, epsilon, gradientScale } = SETTINGS;
  const [p, m, v] = [
    Float64Array.from(start),
    new Float64Array(start.length),
    new Float64Array(start.length),
  ];
  gradients.forEach((gradient, index) => {
    const step = index + 1;
    for (let i = 0; i < p.length; i++) {
      const g = gradient[i]! * gradientScale;
      m[i] = beta1 * m[i]! + (1 - beta1) * g;
      v[i] = isMax ? Math.max(beta2 * v[i]!, Math.abs(g)) : beta2 * v[i]! + (1 - beta2) * g * g;
      const size = isMax ? v[i]! : Math.sqrt(v[i]! / (1 - beta2 ** step));
      const direction = m[i]! / (1 - beta1 ** step) / (size + epsilon);
      p[i] = p[i]! - learningRate * (direction + DECAY * p[i]!);
    }
  });
  return p;
}

describeOnBoth('optimizer steps', () => {
  it.each([
    ['adamStep', adamStep, false],
    ['adamaxStep', adamaxStep, true],
  ] as const)('%s follows float64 loops on tensors of any size', (_, run, isMax) => {
    const make = cases(9);
    const all = [1, 3, 4, 7, 70].map((size) => {
      const start = make.values(size);
      return {
        start,
        gradients: Array.from({ length: STEPS }, () => make.values(size)),
        variable: variable(tensor(start)),
        first: variable(tensor(new Float32Array(size))),
        second: variable(tensor(new Float32Array(size))),
      };
    });
    for (let step = 1; step <= STEPS; step++) {
      const slots = all.map(({ gradients, ...rest }) => ({
        ...rest,
        gradient: tensor(gradients[step - 1]!),
        weightDecay: DECAY,
      }));
      run(slots, { ...SETTINGS, step });
    }
    for (const { start, gradients, variable: parameter } of all) {
      expect(worstError(parameter.dataSync(), reference(start, gradients, isMax))).toBeLessThan(2e-6);
    }
  });

  it('leave clones, reshapes and copies of a variable as they were', () => {
    const parameter = variable(tensor([1, 2, 3]));
    const snapshots = [clone(parameter), reshape(parameter, [3, 1]), variable(parameter)];
    const zero = () => variable(tensor([0, 0, 0]));
    const gradient = tensor([1, 1, 1]);
    adamStep([{ variable: parameter, gradient, first: zero(), second: zero() }], {
      step: 1,
      learningRate: 0.1,
    });
    for (const snapshot of snapshots) expect([...snapshot.dataSync()]).toEqual([1, 2, 3]);
    expect(worstError(parameter.dataSync(), [0.9, 1.9, 2.9])).toBeLessThan(1e-6);
  });

  it('averageStep moves the average towards the variable', () => {
    const make = cases(2);
    const [a, x] = [make.values(11), make.values(11)];
    const average = variable(tensor(a));
    averageStep([{ average, variable: variable(tensor(x)) }], 0.999);
    expect(
      worstError(
        average.dataSync(),
        a.map((v, i) => 0.999 * v + 0.001 * x[i]!),
      ),
    ).toBeLessThan(1e-6);
  });

  it('refuse another shape and step 0', () => {
    const one = () => variable(tensor([1]));
    const slot = { variable: one(), gradient: tensor([1, 2]), first: one(), second: one() };
    expect(() => adamStep([slot], { step: 1, learningRate: 1 })).toThrow(/shape-mismatch.*gradient/);
    expect(() => adamStep([], { step: 0, learningRate: 1 })).toThrow(/invalid-argument.*\(step\)/);
  });
});

describeOnBoth('gradientNorm', () => {
  it('is the norm of everything together, in float64', () => {
    const make = cases(3);
    const parts = [1, 2, 3, 5, 69].map((size) => make.values(size, 1e18));
    const exact = Math.sqrt(
      parts.flatMap((part) => [...part]).reduce((sum, value) => sum + value * value, 0),
    );
    const { norm, firstNonFinite } = gradientNorm(parts.map((part) => tensor(part)));
    expect(Math.abs(norm / exact - 1)).toBeLessThan(1e-12);
    expect(firstNonFinite).toBe(-1);
  });

  it.each([NaN, Infinity, -Infinity])('finds the first tensor that holds %s, wherever it is', (odd) => {
    for (let at = 0; at < 9; at++) {
      const values = new Float32Array(9);
      values[at] = odd;
      const tensors = [tensor([1, 2]), tensor(values), tensor([3]), tensor(values)];
      expect(gradientNorm(tensors).firstNonFinite).toBe(1);
    }
  });

  it('of nothing is 0', () => {
    expect(gradientNorm([])).toEqual({ norm: 0, firstNonFinite: -1 });
    expect(gradientNorm([tensor([], [0])]).norm).toBe(0);
  });
});

describe('on WASM', () => {
  beforeAll(async () => {
    await init();
    await setBackend('wasm');
  });

  it.each([
    ['adamStep', adamStep],
    ['adamaxStep', adamaxStep],
  ] as const)('%s lets the mean of a gradient that stays 0 fade to 0, not to subnormal numbers', (_, run) => {
    // Five values: the vector loop and its rest.
    const faded = variable(tensor([2e-30, -2e-30, 1e-29, 0, -2e-30]));
    const sizes = variable(tensor([1e-38, 2e-38, 1e-30, 0, 1e-38]));
    const parameter = variable(tensor([1, 2, 3, 4, 5]));
    const slot = { variable: parameter, gradient: tensor([0, 0, 0, 0, 0]), first: faded, second: sizes };
    for (let step = 1; step <= 10; step++) run([slot], { step, learningRate: 0.01, beta1: 0.9, beta2: 0.9 });
    expect(Array.from(faded.dataSync(), (value) => value !== 0)).toEqual([false, false, true, false, false]);
    expect(Array.from(sizes.dataSync(), (value) => value !== 0)).toEqual([false, false, true, false, false]);
    expect([...parameter.dataSync()]).toEqual([1, 2, 3, 4, 5]);
  });

  it('adamStep does not take NaN for a small number', () => {
    const first = variable(tensor([0, 0, 0, 0, 0]));
    const slot = {
      variable: variable(tensor([1, 1, 1, 1, 1])),
      gradient: tensor([Number.NaN, 1, 1, 1, Number.NaN]),
      first,
      second: variable(tensor([0, 0, 0, 0, 0])),
    };
    adamStep([slot], { step: 1, learningRate: 0.01 });
    expect(Array.from(first.dataSync(), Number.isNaN)).toEqual([true, false, false, false, true]);
  });
});

describe('gradientNorm', () => {
  it('does not mistake large numbers for infinite ones', () => {
    expect(gradientNorm([tensor([3.4e38, -3.4e38])]).firstNonFinite).toBe(-1);
  });
});
