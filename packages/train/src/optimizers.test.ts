import { createParameter, init, type ParameterGroup } from '@flow/backend';
import { memory, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam } from './adam.ts';
import { adamW } from './adam-w.ts';
import { adamax } from './adamax.ts';
import { lion } from './lion.ts';
import type { Optimizer } from './optimizer.ts';
import { sgd } from './sgd.ts';

beforeAll(() => init());

const START = [1, -2, 0.5];
const TARGET = [0.3, 1, -1];
const CURVATURE = [1, 0.1, 5];
const [RATE, SCALE] = [0.05, 0.5];

/** Of ½ Σ c (θ − target)². */
const gradientAt = (theta: readonly number[]) =>
  theta.map((value, i) => (CURVATURE[i] as number) * (value - (TARGET[i] as number)));

/** θ after 20 steps, by the optimizer in float32. */
function walk(optimizer: Optimizer, group: ParameterGroup = 'weight'): number[] {
  const parameter = createParameter('p', group, [3], () => tensor(START));
  for (let step = 0; step < 20; step++) {
    const gradient = tensor(gradientAt([...parameter.variable.dataSync()]));
    optimizer.step([{ parameter, gradient }], RATE, SCALE);
    gradient.dispose();
  }
  const end = [...parameter.variable.dataSync()];
  parameter.variable.dispose();
  optimizer.dispose();
  return end;
}

/** One number's rule: θ after a step, from θ, g, its running values and t. */
type Rule = (theta: number, g: number, running: number[], t: number) => number;

/** The same in float64, number by number. */
function reference(rule: Rule): number[] {
  const running = START.map(() => [0, 0]);
  let theta = START;
  for (let t = 1; t <= 20; t++) {
    const gradients = gradientAt(theta).map((g) => g * SCALE);
    theta = theta.map((value, i) => rule(value, gradients[i] as number, running[i] as number[], t));
  }
  return theta;
}

const momentum =
  (mu: number, decay: number): Rule =>
  (theta, g, running) => {
    running[0] = mu * (running[0] as number) + g;
    return theta - RATE * (running[0] + decay * theta);
  };

const lionRule =
  (beta1: number, beta2: number, decay: number): Rule =>
  (theta, g, running) => {
    const m = running[0] as number;
    running[0] = beta2 * m + (1 - beta2) * g;
    return theta - RATE * (Math.sign(beta1 * m + (1 - beta1) * g) + decay * theta);
  };

const adamRule =
  (decay: number): Rule =>
  (theta, g, running, t) => {
    running[0] = 0.9 * (running[0] as number) + 0.1 * g;
    running[1] = 0.999 * (running[1] as number) + 0.001 * g * g;
    const direction = running[0] / (1 - 0.9 ** t) / (Math.sqrt(running[1] / (1 - 0.999 ** t)) + 1e-8);
    return theta - RATE * (direction + decay * theta);
  };

const adamaxRule: Rule = (theta, g, running, t) => {
  running[0] = 0.9 * (running[0] as number) + 0.1 * g;
  running[1] = Math.max(0.999 * (running[1] as number), Math.abs(g));
  return theta - (RATE * running[0]) / (1 - 0.9 ** t) / (running[1] + 1e-8);
};

describe('twenty steps equal those of a plain loop in float64', () => {
  it.each<[string, () => Optimizer, Rule]>([
    ['sgd', () => sgd(), momentum(0, 0)],
    ['sgd with momentum', () => sgd({ momentum: 0.9 }), momentum(0.9, 0)],
    ['sgd with decay', () => sgd({ momentum: 0.5, weightDecay: 0.3 }), momentum(0.5, 0.3)],
    ['lion', () => lion(), lionRule(0.9, 0.99, 0)],
    ['lion with decay', () => lion({ beta1: 0.8, beta2: 0.5, weightDecay: 0.2 }), lionRule(0.8, 0.5, 0.2)],
    ['adam', () => adam(), adamRule(0)],
    ['adamW', () => adamW(), adamRule(0.01)],
    ['adamax', () => adamax(), adamaxRule],
  ])('%s', (_, make, rule) => {
    const expected = reference(rule);
    walk(make()).forEach((value, i) => {
      expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-5);
    });
  });
});

describe('groups of parameters', () => {
  it.each(['bias', 'scale'] as const)('a %s does not decay unless it is told to', (group) => {
    const plain = walk(sgd({ momentum: 0.9 }), group);
    expect(walk(sgd({ momentum: 0.9, weightDecay: 0.3 }), group)).toEqual(plain);
    const told = { momentum: 0.9, groups: { [group]: { weightDecay: 0.3 } } };
    expect(walk(sgd(told), group)).toEqual(walk(sgd({ momentum: 0.9, weightDecay: 0.3 }), 'weight'));
  });

  it('have a learning rate of their own; a rate of 0 leaves them alone', () => {
    const optimizer = lion({ groups: { weight: { rate: 0.5 }, bias: { rate: 0 } } });
    const groups = ['weight', 'bias', 'scale'] as const;
    const parameters = groups.map((group) => createParameter(group, group, [1], () => tensor([1])));
    const gradient = tensor([3]);
    optimizer.step(
      parameters.map((parameter) => ({ parameter, gradient })),
      0.1,
      1,
    );
    expect(parameters.map(({ variable }) => variable.dataSync()[0])).toEqual([
      expect.closeTo(0.95, 6),
      1,
      expect.closeTo(0.9, 6),
    ]);
  });

  it('that do not exist are refused', () => {
    expect(() => adam({ groups: { state: { rate: 1 } } as object })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'groups.state' }),
    );
    expect(() => adam({ groups: { bias: { rate: -1 } } })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'groups.bias.rate' }),
    );
  });
});

it.each([
  ['sgd', sgd, { momentum: 1 }],
  ['lion', lion, { beta2: -0.5 }],
])('%s refuses %j and leaves no tensor behind', (_, make, options) => {
  const before = memory().numTensors;
  expect(() => make(options)).toThrow(
    expect.objectContaining({ code: 'invalid-argument', argument: Object.keys(options)[0] }),
  );
  walk(make());
  expect(memory().numTensors).toBe(before);
});

// Steps write in place; values that another tensor shares would be copied first, once a model in memory.
it.each([adam(), adamax(), adamW(), lion(), sgd({ momentum: 0.9 })])(
  'running values of $kind share memory with no other tensor',
  (optimizer) => {
    const shared = () => memory().numTensors - memory().numDataBuffers;
    const before = shared();
    const parameter = createParameter('p', 'weight', [3], () => tensor(START));
    const state = Object.values(optimizer.memory?.of(parameter) ?? {});
    expect(state.length).toBeGreaterThan(0);
    expect(shared()).toBe(before);
    parameter.variable.dispose();
    optimizer.dispose();
  },
);
