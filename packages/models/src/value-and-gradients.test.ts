import { createGradientStore, createRng, init } from '@flow/backend';
import {
  type Call,
  chain,
  createPullback,
  defineBijector,
  elementwiseAffine,
  reversePermutation,
} from '@flow/layers';
import { diagonalNormal } from '@flow/math';
import { perturb, relativeError } from '@flow-tooling/testkit';
import {
  add,
  div,
  fill,
  memory,
  mul,
  neg,
  ones,
  type Scalar,
  sum,
  type Tensor,
  tensor1d,
  tensor2d,
  variableGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { realNVP } from './real-nvp.ts';
import { conditionalFlow, everyLayer, integerFlow, movedFlow, normalRows } from './trained-flow.fixture.ts';

beforeAll(() => init());

const rowsOf = (seed: number, width: number) =>
  tensor2d(normalRows(createRng(seed), 9, width).map((row) => [...row]));
const integersBelow = (levels: number, width: number) =>
  tensor2d(createRng(6).integers(9 * width, 0, levels), [9, width], 'float32');

const trainedBase = () =>
  createFlow({
    bijector: chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]),
    base: diagonalNormal({ mean: [1, -1], logScale: [0.2, -0.3], trainable: true }),
  });

/** A trained base whose variables also stand in the bijector: gradients of one variable from two places. */
function sharedVariable(): Flow {
  const base = diagonalNormal({ mean: [1, -1], logScale: [0.2, -0.3], trainable: true });
  const mean = base.parameters.find(({ path }) => path === 'mean');
  if (!mean) throw new Error('no mean');
  const zero = (x: Tensor) => fill([x.shape[0] ?? 0], 0);
  const bijector = defineBijector({
    kind: 'shared',
    dataShape: [2],
    parameters: [mean],
    forward: (z) => ({ value: mul(z, mean.variable), logDet: zero(z) }),
    inverse: (x) => ({ value: mul(x, mean.variable), logDet: zero(x) }),
    config: () => ({}),
  });
  return createFlow({ bijector, base });
}

type Case = { make: () => Flow; x: () => Tensor; context?: () => Tensor; noisy?: boolean };
const cases: Record<string, Case> = {
  'a flow': { make: movedFlow, x: () => rowsOf(1, 3) },
  'a conditional flow': { make: conditionalFlow, x: () => rowsOf(1, 3), context: () => rowsOf(2, 2) },
  'integer data with noise': { make: integerFlow, x: () => integersBelow(8, 3), noisy: true },
  'every kind of layer': {
    make: everyLayer,
    x: () => integersBelow(16, 4),
    context: () => rowsOf(2, 2),
    noisy: true,
  },
  'a trained base': { make: trainedBase, x: () => rowsOf(1, 2) },
  'a variable of both the base and a layer': { make: sharedVariable, x: () => rowsOf(1, 2) },
};

describe.each(Object.entries(cases))('%s', (_, { make, x: data, context, noisy }) => {
  it.each([false, true])("loss and gradients are the tape's (weights: %s)", (weighted) => {
    const flow = make();
    perturb(flow.parameters, createRng(3), 0.1);
    const x = data();
    const given = context?.();
    const weights = weighted ? tensor1d([1, 2, 0, 4, 0.5, 1, 3, 0, 1]) : undefined;
    const call = () => ({
      ...(given && { context: given }),
      ...(noisy && { rng: createRng(8) }),
    });
    const before = memory().numTensors;
    const tape = variableGrads(() =>
      weights ? weightedLoss(flow, x, weights, call()) : flow.nll(x, call()),
    );
    const own = flow.valueAndGradients(x, call(), weights);
    expect(own.loss.dataSync()[0]).toBeCloseTo(tape.value.dataSync()[0] as number, 4);
    const trained = new Set(flow.parameters.filter((p) => p.trainable).map((p) => p.variable));
    expect(new Set(own.gradients.keys())).toEqual(trained);
    for (const variable of trained) {
      const [pulled, taped] = [own.gradients.get(variable), tape.grads[variable.name]];
      expect(pulled?.shape).toEqual(variable.shape);
      expect(relativeError(pulled?.dataSync() ?? [], taped?.dataSync() ?? [], 1e-3)).toBeLessThan(1e-4);
    }
    own.dispose();
    tape.value.dispose();
    for (const gradient of Object.values(tape.grads)) gradient.dispose();
    expect(memory().numTensors).toBe(before);
    flow.dispose();
  });
});

function weightedLoss(flow: Flow, x: Tensor, weights: Tensor, call: Call): Scalar {
  const { value, logDet } = flow.bijector.inverse(x, call);
  const logProb = add(flow.base.logProb(value), logDet);
  return neg(div(sum(mul(logProb, weights)), sum(weights))) as Scalar;
}

describe('refusals leave nothing behind', () => {
  it.each<[string, number[]]>([
    ['a column of weights', [9, 1]],
    ['too few weights', [8]],
  ])('%s', (_, shape) => {
    const flow = movedFlow();
    const [x, weights] = [rowsOf(1, 3), ones(shape)];
    const before = memory().numTensors;
    expect(() => flow.valueAndGradients(x, {}, weights)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', argument: 'weights', expected: '[9]' }),
    );
    expect(memory().numTensors).toBe(before);
  });

  it.each(['logProb', 'score'] as const)('a base that fails in its %s', (method) => {
    const flow = movedFlow();
    const broken = createFlow({
      bijector: flow.bijector,
      base: {
        ...flow.base,
        [method]: () => {
          throw new RangeError('broken');
        },
      },
    });
    const x = rowsOf(1, 3);
    const before = memory().numTensors;
    expect(() => broken.valueAndGradients(x)).toThrow(RangeError);
    if (method === 'score') expect(() => broken.score(x)).toThrow(RangeError);
    expect(memory().numTensors).toBe(before);
  });

  it('a layer that fails on the way back, under a trained base', () => {
    const failing = defineBijector({
      kind: 'failing',
      dataShape: [2],
      forward: (z) => ({ value: z, logDet: fill([9], 0) }),
      inverse: (x) => ({ value: x, logDet: fill([9], 0) }),
      inversePullback: (x) =>
        createPullback(
          { value: mul(x, 1), logDet: fill([9], 0) },
          () => {
            throw new RangeError('no way back');
          },
          () => {},
        ),
      config: () => ({}),
    });
    const base = diagonalNormal({ mean: [0, 0], logScale: [0, 0], trainable: true });
    const flow = createFlow({ bijector: failing, base });
    const x = rowsOf(1, 2);
    const before = memory().numTensors;
    expect(() => flow.valueAndGradients(x)).toThrow('no way back');
    expect(() => flow.score(x)).toThrow('no way back');
    expect(memory().numTensors).toBe(before);
  });
});

describe('a store of gradient tensors', () => {
  it('lends the same tensors at each step, and the gradients are those without it', () => {
    const flow = realNVP({ features: 4, couplings: 2, hidden: [5, 6], mixing: 'linear', seed: 3 });
    const store = createGradientStore();
    const first = flow.valueAndGradients(rowsOf(1, 4), { gradients: store });
    const lent = new Set(first.gradients.values());
    first.dispose();
    const x = rowsOf(2, 4);
    const before = memory().numTensors;
    const second = flow.valueAndGradients(x, { gradients: store });
    const plain = flow.valueAndGradients(x);
    const again = [...second.gradients].filter(([, gradient]) => lent.has(gradient));
    // Six of each of the two networks; the linear maps make their own.
    expect(again).toHaveLength(12);
    for (const [variable, gradient] of plain.gradients) {
      expect(second.gradients.get(variable)?.dataSync()).toEqual(gradient.dataSync());
    }
    second.dispose();
    plain.dispose();
    expect(memory().numTensors).toBe(before);
    store.dispose();
    expect(memory().numTensors).toBe(before - 12);
  });
});
