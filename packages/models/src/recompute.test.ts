import { createGradientStore, createRng, init, randomNormal } from '@flow/backend';
import type { Call } from '@flow/layers';
import { activationBytes, perturb, relativeError } from '@flow-tooling/testkit';
import { memory, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { glow } from './glow.ts';
import { realNVP } from './real-nvp.ts';
import { conditionalFlow, everyLayer, integerFlow, movedFlow, normalRows } from './trained-flow.fixture.ts';

beforeAll(() => init());

const rows = (width: number) => tensor(normalRows(createRng(1), 9, width).map((row) => [...row]));
const integers = (levels: number, shape: number[]) => {
  const batch = [5, ...shape];
  const size = batch.reduce((product, side) => product * side, 1);
  return tensor(createRng(2).integers(size, 0, levels), batch, 'float32');
};

type Case = { make: () => Flow; x: () => Tensor; context?: () => Tensor; started?: boolean };
const pictures: Case['x'] = () => integers(256, [8, 8, 2]);
const glowCase = (options: Partial<Parameters<typeof glow>[0]>, context?: () => Tensor): Case => ({
  make: () => glow({ shape: [8, 8, 2], levels: 2, steps: 3, hidden: 6, seed: 4, ...options }),
  x: pictures,
  ...(context && { context }),
  started: true,
});
const cases: Record<string, Case> = {
  'a flow': { make: movedFlow, x: () => rows(3) },
  'a conditional flow': { make: conditionalFlow, x: () => rows(3), context: () => rows(2) },
  'integer data with noise': { make: integerFlow, x: () => integers(8, [3]) },
  'every kind of layer': {
    make: everyLayer,
    x: () => integers(16, [4]),
    context: () => randomNormal(createRng(3), [5, 2]),
  },
  'a RealNVP of ten couplings': {
    make: () => realNVP({ features: 6, couplings: 10, hidden: [16, 16], mixing: 'linear', seed: 3 }),
    x: () => rows(6),
    started: true,
  },
  'a Glow': glowCase({}),
  'a Glow after the paper, additive': glowCase({
    coupling: 'additive',
    permutation: 'plu',
    variant: 'paper',
  }),
  'a Glow with variational dequantisation': glowCase({ dequantisation: 'variational' }),
  'a Glow of classes': glowCase({ classes: 2 }, () =>
    tensor(
      [0, 1, 1, 0, 1].flatMap((label) => [label, 1 - label]),
      [5, 2],
    ),
  ),
};

describe.each(Object.entries(cases))("memory: 'recompute', %s", (_, { make, x: data, context, started }) => {
  it('has the loss and, within 1e-4, the gradients of the stored path, and says how far it drifted', () => {
    const flow = make();
    const x = data();
    const given = context?.();
    const call = (how: 'store' | 'recompute'): Call => ({
      ...(given && { context: given }),
      rng: createRng(8),
      memory: how,
    });
    if (started) flow.initialize(x, call('store'));
    perturb(flow.parameters, createRng(3), 0.05);
    const before = memory().numTensors;
    const stored = flow.valueAndGradients(x, call('store'));
    const recomputed = flow.valueAndGradients(x, call('recompute'));
    expect(relativeError(recomputed.loss.dataSync(), stored.loss.dataSync())).toBeLessThan(1e-6);
    expect(new Set(recomputed.gradients.keys())).toEqual(new Set(stored.gradients.keys()));
    for (const [variable, gradient] of stored.gradients) {
      const again = recomputed.gradients.get(variable)?.dataSync() ?? [];
      expect(relativeError(again, gradient.dataSync(), 1e-3)).toBeLessThan(1e-4);
    }
    expect(stored.drift).toBeUndefined();
    expect(recomputed.drift).toBeLessThan(1e-4);
    stored.dispose();
    recomputed.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

/** Bytes of activations at the height of a step. */
function bytesOf(flow: Flow, x: Tensor, how: 'store' | 'recompute'): number {
  const store = createGradientStore();
  flow.initialize(x);
  const step = () => flow.valueAndGradients(x, { memory: how, gradients: store, rng: createRng(1) });
  step().dispose();
  let done: ReturnType<typeof step> | undefined;
  const bytes = activationBytes(() => {
    done = step();
    return done.gradients.values();
  });
  done?.dispose();
  store.dispose();
  return bytes;
}

describe('activations', () => {
  const ofGlow = (steps: number, how: 'store' | 'recompute') => {
    const flow = glow({ shape: [8, 8, 2], levels: 2, steps, hidden: 8, seed: 1 });
    const bytes = bytesOf(flow, integers(256, [8, 8, 2]), how);
    flow.dispose();
    return bytes;
  };
  const ofRealNVP = (couplings: number, how: 'store' | 'recompute') => {
    const flow = realNVP({ features: 4, couplings, hidden: [16, 16], seed: 1 });
    const bytes = bytesOf(flow, rows(4), how);
    flow.dispose();
    return bytes;
  };

  it.each([
    ['a Glow', ofGlow],
    ['a RealNVP', ofRealNVP],
  ])('of %s do not grow with its depth; stored ones do', (_, bytes) => {
    const [shallow, deep] = [bytes(4, 'recompute'), bytes(32, 'recompute')];
    expect(shallow).toBeGreaterThan(0);
    expect(deep).toBeLessThanOrEqual(1.25 * shallow);
    expect(bytes(32, 'store')).toBeGreaterThan(4 * bytes(4, 'store'));
    expect(deep).toBeLessThan(0.2 * bytes(32, 'store'));
  });

  it('is counted alike at each run', () => {
    expect(ofGlow(2, 'recompute')).toBe(ofGlow(2, 'recompute'));
  });
});

it('refuses another word', () => {
  const flow = movedFlow();
  const before = memory().numTensors;
  const x = rows(3);
  expect(() => flow.valueAndGradients(x, { memory: 'recomputed' as 'recompute' })).toThrow(
    expect.objectContaining({
      code: 'invalid-argument',
      argument: 'memory',
      expected: "'store' or 'recompute'",
      received: 'recomputed',
    }),
  );
  x.dispose();
  expect(memory().numTensors).toBe(before);
});
