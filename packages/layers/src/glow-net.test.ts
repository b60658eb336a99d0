import { createRng, init, randomNormal } from '@flow/backend';
import {
  add,
  concat,
  conv2d,
  exp,
  memory,
  moments,
  mul,
  relu,
  slice,
  type Tensor,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { additiveCoupling, affineCoupling } from './coupling.ts';
import { type GlowNetOptions, glowNet } from './glow-net.ts';
import { mlp } from './mlp.ts';
import { bijectorFromConfig, conditionerFromConfig } from './registry.ts';
import { zeroConv } from './zero-conv.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());
const netOf = (settings: Partial<GlowNetOptions> = {}) =>
  glowNet({ inputs: 2, outputs: 4, space: [4, 3], hidden: 5, rng: createRng(3), ...settings });
const pictures = (batch = 40, channels = 2) =>
  add(mul(randomNormal(createRng(7), [batch, 4, 3, channels]), 3), 2);

describe('glowNet', () => {
  it('starts with small random weights and ends at zero: a coupling on it is the identity', () => {
    const layer = affineCoupling({
      shape: [4, 3, 4],
      mask: 'firstHalf',
      conditioner: (sizes) => glowNet({ ...sizes, hidden: 6, rng: createRng(1) }),
    });
    const x = pictures(2, 4);
    const { value, logDet } = layer.inverse(x);
    expect(values(value)).toEqual(values(x));
    expect(values(logDet)).toEqual([0, 0]);
    const kernel = layer.parameters.find(({ path }) => path === 'conditioner.conv1.kernel')!.variable;
    expect(Math.sqrt(values(mul(kernel, kernel)).reduce((sum, v) => sum + v) / kernel.size)).toBeCloseTo(
      0.05,
      2,
    );
  });

  it.each([{}, { edgeBias: true }])(
    'gives its hidden channels mean 0 and variance 1 over the first batch, before their relu (%o)',
    (settings) => {
      const net = netOf(settings);
      const x = pictures();
      net.initialize?.(x, {});
      const at = new Map(net.parameters.map(({ path, variable }) => [path, variable]));
      const stage = (input: Tensor, index: number) => {
        const sums = conv2d(
          input as Tensor4D,
          at.get(`conv${index}.kernel`) as unknown as Tensor4D,
          1,
          'same',
        );
        return mul(add(sums, at.get(`norm${index}.shift`)!), exp(at.get(`norm${index}.logScale`)!));
      };
      const withOnes = add(mul(pictures(40, 1), 0), 1);
      const first = stage(settings.edgeBias ? concat([x, withOnes], 3) : x, 1);
      for (const normalised of [first, stage(relu(first), 2)]) {
        const { mean, variance } = moments(normalised, [0, 1, 2]);
        expect(values(mean)).toEqual(Array(5).fill(expect.closeTo(0, 4)));
        expect(values(variance)).toEqual(Array(5).fill(expect.closeTo(1, 4)));
      }
    },
  );

  it('starts from data once, also after it was saved', () => {
    const net = netOf();
    net.initialize?.(pictures(), {});
    const state = () => net.parameters.map(({ variable }) => values(variable));
    const first = state();
    net.initialize?.(mul(pictures(), 5), {});
    expect(state()).toEqual(first);
    const again = conditionerFromConfig(JSON.parse(JSON.stringify(net.config())));
    again.initialize?.(pictures(), {});
    expect(again.parameters.every(({ variable }) => values(variable).every((value) => value === 0))).toBe(
      true,
    );
  });

  it('is initialised through its coupling, with the channels that steer', () => {
    const layer = additiveCoupling({
      shape: [4, 3, 4],
      mask: 'secondHalf',
      conditioner: (sizes) => netOf({ ...sizes }),
    });
    const x = pictures(9, 4);
    layer.initialize(x);
    expect(layer.config().conditioner).toMatchObject({ initialized: true });
    const alone = netOf({ outputs: 2 });
    alone.initialize?.(slice(x, [0, 0, 0, 2]), {});
    expect(layer.parameters.map(({ variable }) => values(variable))).toEqual(
      alone.parameters.map(({ variable }) => values(variable)),
    );
  });

  it('leaves no tensor behind when it starts, and a start that fails can be repeated', () => {
    const net = netOf({ edgeBias: true });
    const [bad, good] = [mul(pictures(), Number.NaN), pictures()];
    const before = memory().numTensors;
    expect(() => net.initialize?.(bad, {})).toThrow(/glowNet starts from the first batch/);
    net.initialize?.(good, {});
    expect(memory().numTensors).toBe(before);
    expect(values(net.parameters[1]!.variable).every((shift) => shift !== 0)).toBe(true);
  });

  it.each([
    ['vectors', { space: [] }, /give its coupling a shape \[height, width, channels\]/],
    ['no hidden channels', { hidden: 0 }, /hidden/],
    ['a context that is no width', { context: -1 }, /context/],
  ])('refuses %s', (_, settings, message) => {
    expect(() => netOf(settings)).toThrow(message);
  });
});

describe('a coupling on pictures', () => {
  it('refuses a network for vectors', () => {
    expect(() =>
      affineCoupling({
        shape: [4, 3, 4],
        mask: 'even',
        conditioner: ({ inputs, outputs }) => mlp({ inputs, outputs, hidden: [3], rng: createRng(0) }),
      }),
    ).toThrow(/Expected \[4,3,2\] -> \[4,3,4\], got \[2\] -> \[4\]/);
  });

  it('refuses features and a shape at once', () => {
    const both = { features: 4, shape: [4, 3, 4], mask: 'even', conditioner: zeroConv };
    expect(() => affineCoupling(both as unknown as Parameters<typeof affineCoupling>[0])).toThrow(
      /give one of them/,
    );
  });

  it('is saved with its shape, one of vectors with its features', () => {
    const layer = additiveCoupling({ shape: [2, 2, 2], mask: 'even', conditioner: zeroConv });
    expect(layer.config()).toMatchObject({
      shape: [2, 2, 2],
      conditioner: { kind: 'zeroConv', space: [2, 2] },
    });
    expect(layer.config()).not.toHaveProperty('features');
    expect(bijectorFromConfig(layer.config()).config()).toEqual(layer.config());
  });
});
