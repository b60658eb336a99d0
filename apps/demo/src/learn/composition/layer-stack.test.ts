import { init } from '@flow/backend';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bruteForceLogDet, KINDS, type StackedLayer, stackLayer, traceStack } from './layer-stack.ts';

let stack: StackedLayer[] = [];
beforeAll(async () => {
  await init();
  stack = KINDS.map((kind, i) => stackLayer(kind, i + 1));
});
afterAll(() => {
  for (const { layer } of stack) layer.dispose();
});

const z = [0.6, -1.1] as const;

describe('a stack of every kind of layer', () => {
  it('adds up the log-determinants of its layers', () => {
    const steps = traceStack(stack, z);
    const sum = steps.reduce((total, { logDet }) => total + logDet, 0);
    expect(steps.at(-1)?.runningLogDet).toBeCloseTo(sum, 5);
    expect(steps.filter(({ logDet }) => Math.abs(logDet) > 0.01).length).toBeGreaterThanOrEqual(3);
  });

  it('has the log-determinant of its whole Jacobian', () => {
    const last = traceStack(stack, z).at(-1);
    expect(bruteForceLogDet(stack, z)).toBeCloseTo(last?.runningLogDet ?? Number.NaN, 4);
  });

  it('leaves no tensor behind', () => {
    const before = memory().numTensors;
    traceStack(stack, z);
    bruteForceLogDet(stack, z);
    expect(memory().numTensors).toBe(before);
  });
});

it('a layer is the same for the same seed', () => {
  const [one, other] = [stackLayer('coupling', 5), stackLayer('coupling', 5)];
  expect(traceStack([one], z)).toEqual(traceStack([other], z));
  one.layer.dispose();
  other.layer.dispose();
});
