import { type CouplingOrder, createRng, FlowError, init } from '@flow/backend';
import { referenceErrors, roundTripErrors, subjectOf } from '@flow-tooling/testkit';
import {
  concat,
  dispose,
  fill,
  memory,
  mul,
  slice,
  type Tensor,
  tensor,
  tensor2d,
  tidy,
  variable,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import type { Conditioner, ConditionerSizes } from './conditioner.ts';
import { additiveCoupling, affineCoupling, type LogScale } from './coupling.ts';
import { mlp } from './mlp.ts';
import { reversePermutation } from './permutation.ts';
import { bijectorFromConfig, conditionerFromConfig, registerConditioner } from './registry.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());

function assign(layer: Bijector, given: Record<string, number[]>): void {
  for (const { path, variable: held } of layer.parameters) held.assign(tensor(given[path]!, held.shape));
}

describe('numbers on paper', () => {
  // net(3) = 3·(½, 0.1) + (1, −0.2) = (t, r) = (2.5, 0.1)
  const paper = { 'conditioner.0.kernel': [0.5, 0.1], 'conditioner.0.bias': [1, -0.2] };
  const affineNet = (sizes: ConditionerSizes) => mlp({ ...sizes, hidden: [], rng: createRng(0) });

  it.each<[LogScale, number, number]>([
    ['exp', 6.920683672302591, 0.1], // 4·e^0.1 + 2.5
    ['bounded', 6.920315667889487, 0.09991674991575837], // s = 2 tanh 0.05, x = 4·eˢ + 2.5
    ['sigmoid', 6.063612715377216, -0.1155195499646905], // s = log σ(2.1), x = 4·σ(2.1) + 2.5
    ['inverseSigmoid', 6.9898257130119275, 0.11551952317975495], // s = −log σ(2.1), x = 4 / σ(2.1) + 2.5
  ])('affine with log-scale %s: (3, 4) goes to (3, %d), log-det %d', (logScale, moved, logDet) => {
    const layer = affineCoupling({ features: 2, mask: 'even', logScale, conditioner: affineNet });
    assign(layer, paper);
    const out = layer.forward(tensor2d([[3, 4]]));
    expect(values(out.value)).toEqual([3, expect.closeTo(moved, 5)]);
    expect(values(out.logDet)).toEqual([expect.closeTo(logDet, 6)]);
    const back = layer.inverse(tensor2d([[3, moved]]));
    expect(values(back.value)).toEqual([3, expect.closeTo(4, 5)]);
    expect(values(back.logDet)).toEqual([expect.closeTo(-logDet, 6)]);
  });

  it('the order says what the way z -> x does first', () => {
    const layer = affineCoupling({
      features: 2,
      mask: 'even',
      logScale: 'exp',
      order: 'shiftFirst',
      conditioner: affineNet,
    });
    assign(layer, paper);
    const moved = 7.183610967991711; // (4 + 2.5)·e^0.1
    expect(values(layer.forward(tensor2d([[3, 4]])).value)).toEqual([3, expect.closeTo(moved, 5)]);
    expect(values(layer.inverse(tensor2d([[3, moved]])).value)).toEqual([3, expect.closeTo(4, 5)]);
    expect(layer.config()).toHaveProperty('order', 'shiftFirst');
  });

  it('the order that models had before there was a choice is not written', () => {
    const layer = affineCoupling({ features: 2, mask: 'even', conditioner: affineNet });
    expect(layer.config()).not.toHaveProperty('order');
  });

  it('the mask says which side steers: with "odd" the 4 steers the 3', () => {
    const layer = affineCoupling({ features: 2, mask: 'odd', logScale: 'exp', conditioner: affineNet });
    assign(layer, paper);
    // net(4) = (3, 0.2), so (3, 4) goes to (3·e^0.2 + 3, 4).
    const { value, logDet } = layer.forward(tensor2d([[3, 4]]));
    expect(values(value)).toEqual([expect.closeTo(6.66420827448051, 5), 4]);
    expect(values(logDet)).toEqual([expect.closeTo(0.2, 6)]);
  });

  it('additive: (3, 4) goes to (3, 4 + 2.5), log-det 0', () => {
    const layer = additiveCoupling({ features: 2, mask: 'even', conditioner: affineNet });
    assign(layer, { 'conditioner.0.kernel': [0.5], 'conditioner.0.bias': [1] });
    const { value, logDet } = layer.forward(tensor2d([[3, 4]]));
    expect(values(value)).toEqual([3, 6.5]);
    expect(values(logDet)).toEqual([0]);
  });

  it('starts as the identity, whatever the network draws', () => {
    const net = (sizes: ConditionerSizes) => mlp({ ...sizes, hidden: [9], rng: createRng(3) });
    const layer = affineCoupling({ features: 3, mask: 'odd', conditioner: net });
    const { value, logDet } = layer.inverse(tensor2d([[1, -2, 3]]));
    expect(values(value)).toEqual([1, -2, 3]);
    expect(Math.abs(values(logDet)[0]!)).toBe(0);
  });
});

describe('any size, mask, context and network', () => {
  const masks = (features: number) =>
    fc.oneof(
      fc.constantFrom('even' as const, 'odd' as const, 'firstHalf' as const, 'secondHalf' as const),
      fc
        .array(fc.boolean(), { minLength: features, maxLength: features })
        .filter((mask) => mask.includes(true) && mask.includes(false)),
    );
  const couplings = fc.integer({ min: 2, max: 70 }).chain((features) =>
    fc.record({
      features: fc.constant(features),
      mask: masks(features),
      context: fc.constantFrom(0, 1, 3),
      hidden: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 2 }),
      logScale: fc.constantFrom<LogScale | 'additive'>(
        'bounded',
        'exp',
        'sigmoid',
        'inverseSigmoid',
        'additive',
      ),
      order: fc.constantFrom<CouplingOrder>('scaleFirst', 'shiftFirst'),
      batch: fc.integer({ min: 1, max: 70 }),
      seed: fc.nat(1000),
    }),
  );

  it('agrees with the float64 reference both ways, and comes back', () => {
    fc.assert(
      fc.property(couplings, ({ features, mask, context, hidden, logScale, order, batch, seed }) => {
        const conditioner = (sizes: ConditionerSizes) =>
          mlp({ ...sizes, hidden, context, rng: createRng(seed) });
        const make = () =>
          logScale === 'additive'
            ? additiveCoupling({ features, mask, conditioner })
            : affineCoupling({ features, mask, conditioner, logScale, order });
        const subject = subjectOf({ name: 'random', make }, seed, batch);
        const [reference, roundTrip] = [referenceErrors(subject), roundTripErrors(subject)];
        subject.end();
        expect(reference.value).toBeLessThan(2e-5);
        expect(reference.logDet).toBeLessThanOrEqual(1e-5);
        expect(roundTrip.value).toBeLessThan(5e-5);
        expect(roundTrip.logDet).toBeLessThan(2e-5);
      }),
      { numRuns: 40, seed: 20 },
    );
  });
});

/** x ↦ c·x repeated over the outputs; c starts from the first batch that it sees. */
function echo(
  { inputs, outputs }: Pick<ConditionerSizes, 'inputs' | 'outputs'>,
  wasInitialized = false,
): Conditioner {
  const scale = variable(fill([1], 0.5));
  let initialized = wasInitialized;
  return {
    kind: 'echo',
    inputShape: [inputs],
    outputShape: [outputs],
    parameters: [{ path: 'scale', variable: scale, trainable: true, group: 'scale' }],
    apply: (input) => mul(mul(fill([input.shape[0]!, outputs], 1), slice(input, [0, 0], [-1, 1])), scale),
    initialize(input) {
      if (!initialized) scale.assign(fill([1], values(input)[0]!));
      initialized = true;
    },
    config: () => ({ kind: 'echo', inputs, outputs, initialized }),
    dispose: () => scale.dispose(),
  };
}

describe("a conditioner of the user's own", () => {
  beforeAll(() => {
    registerConditioner('echo', (config) =>
      echo({ inputs: Number(config.inputs), outputs: Number(config.outputs) }, config.initialized === true),
    );
  });

  it('is initialised through its coupling with the features that steer', () => {
    const layer = additiveCoupling({ features: 2, mask: 'odd', conditioner: (sizes) => echo(sizes) });
    const out = layer.initialize(tensor2d([[5, 7]]));
    expect(values(layer.parameters[0]!.variable)).toEqual([7]);
    expect(values(out.value)).toEqual([5 - 7 * 7, 7]);
    layer.dispose();
  });

  it('survives save and load with what it knows', () => {
    const layer = additiveCoupling({ features: 3, mask: 'firstHalf', conditioner: (sizes) => echo(sizes) });
    layer.initialize(tensor2d([[2, 1, 1]]));
    const again = bijectorFromConfig(JSON.parse(JSON.stringify(layer.config())));
    again.initialize(tensor2d([[9, 9, 9]]));
    assign(again, { 'conditioner.scale': [2] });
    expect(values(again.forward(tensor2d([[3, 1, 1]])).value)).toEqual([3, 1, 7]);
    expect(again.config()).toEqual(layer.config());
    expect(conditionerFromConfig(layer.config().conditioner).kind).toBe('echo');
  });

  it('needs no pullback of its own', () => {
    const layer = affineCoupling({ features: 2, mask: 'even', logScale: 'exp', conditioner: (s) => echo(s) });
    // h = ½·3 for shift and log-scale: ∂(sum of x)/∂z = (1 + ½ + 4·½·e^1.5, e^1.5).
    const run = layer.forwardPullback(tensor2d([[3, 4]]));
    const { dx, gradients } = run.pullback(tensor2d([[1, 1]]), tensor([0]));
    const growth = Math.exp(1.5);
    expect(values(dx)).toEqual([expect.closeTo(1.5 + 2 * growth, 4), expect.closeTo(growth, 5)]);
    expect(values(gradients.get(layer.parameters[0]!.variable)!)).toEqual([
      expect.closeTo(3 + 12 * growth, 4),
    ]);
  });

  it('may hand its input on as it is', () => {
    const same = (sizes: ConditionerSizes): Conditioner => ({
      ...echo(sizes),
      parameters: [],
      apply: (input) => input,
    });
    const layer = additiveCoupling({ features: 2, mask: 'even', conditioner: same });
    const run = layer.inversePullback(tensor2d([[3, 4]]));
    expect(values(run.value)).toEqual([3, 1]);
    expect(values(run.pullback(tensor2d([[1, 1]]), tensor([0])).dx)).toEqual([0, 1]);
  });
});

describe('refusals', () => {
  const small = (sizes: ConditionerSizes) => mlp({ ...sizes, hidden: [2], rng: createRng(0) });
  const make = (options: object) => () =>
    affineCoupling({ features: 4, mask: 'even', conditioner: small, ...options });

  it.each<[string, object, string]>([
    ['one feature', { features: 1 }, 'features'],
    ['a broken number of features', { features: 2.5 }, 'features'],
    ['an unknown mask', { mask: 'checkerboard' }, 'mask'],
    ['an unknown log-scale', { logScale: 'tanh' }, 'logScale'],
    ['a bound of 0', { bound: 0 }, 'bound'],
    ['a bound that is not a number', { bound: Number.NaN }, 'bound'],
  ])('refuses %s', (_, options, argument) => {
    expect(make(options)).toThrow(expect.objectContaining({ code: 'invalid-argument', argument }));
  });

  it('refuses a network that ignores its sizes', () => {
    const wrong = () => mlp({ inputs: 2, outputs: 3, hidden: [], rng: createRng(0) });
    expect(make({ conditioner: wrong })).toThrow(
      expect.objectContaining({
        code: 'shape-mismatch',
        expected: '[2] -> [4]',
        received: '[2] -> [3]',
      }),
    );
  });

  it('says at which network of a model something went wrong', () => {
    const failing = (sizes: ConditionerSizes): Conditioner => ({
      ...small(sizes),
      apply: () => {
        throw new FlowError('not-finite', { message: 'Overheated.' });
      },
      pullback: () => {
        throw new FlowError('not-finite', { message: 'Overheated.' });
      },
    });
    const bad = affineCoupling({ features: 2, mask: 'even', conditioner: failing });
    const model = chain([reversePermutation(2), reversePermutation(2), bad]);
    const before = memory().numTensors;
    const x = tensor2d([[1, 2]]);
    for (const run of [model.inverse, model.forward, model.inversePullback, model.forwardPullback]) {
      expect(() => run(x)).toThrow(
        expect.objectContaining({
          path: '2.conditioner',
          message: '[not-finite] at 2.conditioner Overheated.',
        }),
      );
    }
    x.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('refuses a network that does not keep its promise, and frees what was made', () => {
    const narrow = (sizes: ConditionerSizes): Conditioner => ({
      ...echo(sizes),
      apply: (input) => mul(input, 2),
    });
    const layer = affineCoupling({ features: 2, mask: 'even', conditioner: narrow });
    const x = tensor2d([[1, 2]]);
    const before = memory().numTensors;
    for (const run of [layer.inverse, layer.forward, layer.inversePullback, layer.forwardPullback]) {
      expect(() => run(x)).toThrow(expect.objectContaining({ code: 'shape-mismatch' }));
    }
    expect(memory().numTensors).toBe(before);
  });

  it.each([
    [
      'fails',
      () => {
        throw new RangeError('no way back');
      },
    ],
    ['gives a gradient of another shape', (dx: Tensor) => concat([dx, dx], 1)],
  ])('frees everything where the network %s on the way back', (_, spoil) => {
    const failing = (sizes: ConditionerSizes): Conditioner => {
      const net = small(sizes);
      return {
        ...net,
        pullback(input, call) {
          const run = net.pullback!(input, call);
          return {
            ...run,
            pullback(dValue) {
              const { dx, ...rest } = run.pullback(dValue);
              try {
                return { ...rest, dx: spoil(dx) };
              } catch (error) {
                dispose([...rest.gradients.values()]);
                throw error;
              } finally {
                dx.dispose();
              }
            },
          };
        },
      };
    };
    const layer = affineCoupling({ features: 2, mask: 'even', conditioner: failing });
    const [x, dValue, dLogDet] = [tensor2d([[1, 2]]), tensor2d([[1, 1]]), tensor([1])];
    const before = memory().numTensors;
    const run = layer.inversePullback(x);
    expect(() => run.pullback(dValue, dLogDet)).toThrow(/no way back|shape-mismatch/);
    dispose([run.value, run.logDet]);
    expect(memory().numTensors).toBe(before);
  });

  it('gives gradients that outlive a tidy around it, and nothing else', () => {
    const layer = affineCoupling({ features: 2, mask: 'even', conditioner: small });
    const [x, dValue, dLogDet] = [tensor2d([[1, 2]]), tensor2d([[1, 1]]), tensor([1])];
    const before = memory().numTensors;
    const results: Tensor[] = [];
    tidy(() => {
      const { dx, gradients } = layer.inversePullback(x).pullback(dValue, dLogDet);
      results.push(dx, ...gradients.values());
    });
    expect(results.map((t) => t.isDisposed)).toEqual(results.map(() => false));
    expect(memory().numTensors).toBe(before + results.length);
    expect(results).toHaveLength(1 + layer.parameters.length);
    dispose(results);
    expect(memory().numTensors).toBe(before);
  });

  it('refuses a saved layer of a huge size before listing its features', () => {
    const layer = make({})();
    const config = { ...layer.config(), features: 2 ** 40 };
    expect(() => bijectorFromConfig(config)).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', expected: `[${2 ** 39}] -> [${2 ** 40}]` }),
    );
  });

  it('says at which network of a saved model the configuration is damaged', () => {
    const config = {
      kind: 'chain',
      layers: [{ ...make({})().config(), conditioner: { kind: 'mlp', inputs: 2 } }],
    };
    expect(() => bijectorFromConfig(config)).toThrow(
      expect.objectContaining({ code: 'invalid-file', path: '0.conditioner', argument: 'outputs' }),
    );
  });
});
