import { createRng, init, randomNormal } from '@flow/backend';
import { relativeError } from '@flow-tooling/testkit';
import {
  add,
  dispose,
  grads,
  memory,
  mul,
  type Scalar,
  sum,
  type Tensor,
  tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import { additiveCoupling, affineCoupling } from './coupling.ts';
import { bijectorFromConfig } from './registry.ts';
import { type ResidualConvNetOptions, residualConvNet } from './residual-conv-net.ts';

beforeAll(() => init());

const SHAPE = [2, 4, 2];
const values = (of: Tensor) => Array.from(of.dataSync());
const netOf = (settings: Partial<ResidualConvNetOptions> = {}) =>
  residualConvNet({ inputs: 2, outputs: 4, space: [2, 4], hidden: 3, rng: createRng(3), ...settings });
const layerOf = (): Bijector =>
  affineCoupling({
    shape: SHAPE,
    mask: 'evenPixels',
    logScale: 'exp',
    conditioner: (sizes) => netOf({ ...sizes, masked: true, tanhGain: 0.5, blocks: 1 }),
  });
const pictures = (seed: number, batch = 3) =>
  add(mul(randomNormal(createRng(seed), [batch, ...SHAPE]), 2), 1);
const stateOf = ({ parameters }: { parameters: Bijector['parameters'] }) =>
  parameters.filter(({ trainable }) => !trainable).map(({ variable }) => values(variable));
const variableOf = ({ parameters }: Pick<Bijector, 'parameters'>, path: string): Variable =>
  parameters.find((parameter) => parameter.path === path)!.variable;

describe('residualConvNet', () => {
  it('starts kernels from U(−a, a) with a = √(2/inputs) and their lengths from a·√(numbers/12)', () => {
    const net = netOf({ hidden: 20 });
    const kernel = values(variableOf(net, '0.conv2.kernel'));
    const spread = Math.sqrt(2 / 20);
    expect(kernel.every((value) => Math.abs(value) <= spread)).toBe(true);
    const power = kernel.reduce((total, value) => total + value ** 2, 0) / kernel.length;
    expect(Math.sqrt(power)).toBeCloseTo(spread / Math.sqrt(3), 2);
    expect(values(variableOf(net, '0.conv2.gain'))[0]).toBeCloseTo(spread * Math.sqrt((9 * 20) / 12), 5);
    expect(values(variableOf(net, 'in.skip.gain'))[0]).toBeCloseTo(spread * Math.sqrt(20 / 12), 5);
  });

  it('does not see how long the kernels of a normalised convolution are', () => {
    const net = netOf();
    const x = pictures(1);
    const before = values(net.apply(x, {}));
    for (const path of ['in.conv.kernel', '1.conv1.kernel', '1.conv2.kernel', 'out.conv.kernel']) {
      const kernel = variableOf(net, path);
      tidy(() => kernel.assign(mul(kernel, 7)));
    }
    expect(relativeError(values(net.apply(x, {})), before)).toBeLessThan(1e-5);
  });

  it.each([
    ['an odd number of outputs with a gain', { outputs: 3, tanhGain: 1 }, 'tanhGain'],
    ['a gain that is no number', { tanhGain: Number.NaN }, 'tanhGain'],
    ['no blocks', { blocks: 0 }, 'blocks'],
    ['a mask without a picture', { inputs: 1, masked: true }, 'inputs'],
    ['vectors', { space: [] }, 'space'],
  ])('refuses %s', (_, settings, argument) => {
    expect(() => netOf(settings)).toThrow(expect.objectContaining({ code: 'invalid-argument', argument }));
  });
});

describe('in a training step', () => {
  const training = true;

  it('normalises by the batch: a shift and a factor of all pictures change nothing', () => {
    const net = netOf();
    const x = pictures(2);
    const y = values(net.apply(x, { training }));
    expect(relativeError(values(net.apply(add(mul(x, 30), 100), { training })), y)).toBeLessThan(1e-3);
    expect(relativeError(values(net.apply(add(mul(x, 30), 100), {})), y)).toBeGreaterThan(1);
  });

  const ways: Readonly<Record<string, (layer: Bijector, x: Tensor) => void>> = {
    inverse: (layer, x) => void layer.inverse(x, { training }),
    'inversePullback, not pulled': (layer, x) => layer.inversePullback(x, { training }).dispose(),
    'inversePullback and its pullback': (layer, x) => {
      const { value, logDet, pullback } = layer.inversePullback(x, { training });
      const { dx, gradients } = pullback(value, logDet);
      dispose([dx, ...gradients.values()]);
    },
    'the tape': (layer, x) =>
      void grads((input: Tensor) => sum(layer.inverse(input, { training }).value))([x]),
  };
  it.each(Object.keys(ways))('moves the running statistics once: %s', (way) => {
    const [layer, once] = [layerOf(), layerOf()];
    const x = pictures(4);
    once.inverse(x, { training });
    tidy(() => ways[way]!(layer, x));
    // The tape takes the statistics by other operations: the last bit may differ, a second move by a tenth does not hide.
    expect(relativeError(stateOf(layer).flat(), stateOf(once).flat())).toBeLessThan(1e-6);
    expect(stateOf(layer)).not.toEqual(stateOf(layerOf()));
    // The first normalisation sees the pixels that steer, and zeros where it will change.
    const steering = values(x).filter(
      (_, i) => i % 2 === 0 && (Math.floor(i / 8) + Math.floor(i / 2)) % 2 === 0,
    );
    const mean = steering.reduce((total, value) => total + value, 0) / (2 * steering.length);
    expect(values(variableOf(layer, 'conditioner.in.norm.mean'))[0]).toBeCloseTo(0.1 * mean, 5);
  });

  it('pulls back through the statistics as the tape and as differences along a line', () => {
    const layer = layerOf();
    const x = pictures(5);
    const rng = createRng(6);
    const [dValue, dLogDet] = [randomNormal(rng, x.shape), randomNormal(rng, [3])];
    const lossAt = (input: Tensor): Scalar => {
      const { value, logDet } = layer.inverse(input, { training });
      return add(sum(mul(value, dValue)), sum(mul(logDet, dLogDet))) as Scalar;
    };
    const trained = layer.parameters.filter(({ trainable }) => trainable).map(({ variable }) => variable);
    const tape = grads(lossAt)([x, ...trained]).map(values);
    const run = layer.inversePullback(x, { training });
    const { dx, gradients } = run.pullback(dValue, dLogDet);
    [dx, ...trained.map((variable) => gradients.get(variable)!)].forEach((pulled, i) => {
      const size = Math.max(1, ...tape[i]!.map(Math.abs));
      const errors = values(pulled).map((value, j) => Math.abs(value - tape[i]![j]!));
      expect(Math.max(...errors)).toBeLessThan(2e-5 * size);
    });
    const line = randomNormal(createRng(7), x.shape);
    const step = 2e-3;
    const [above] = values(lossAt(add(x, mul(line, step))));
    const [below] = values(lossAt(sub2(x, line, step)));
    const slope = values(sum(mul(dx, line)))[0]!;
    expect((above! - below!) / (2 * step)).toBeCloseTo(slope, 1);
  });

  it('leaves no tensor behind', () => {
    const layer = layerOf();
    const x = pictures(5);
    const before = memory().numTensors;
    const { value, logDet, pullback } = layer.inversePullback(x, { training });
    const { dx, gradients } = pullback(value, logDet);
    dispose([value, logDet, dx, ...gradients.values()]);
    const unused = layer.inversePullback(x, { training });
    unused.dispose();
    dispose([unused.value, unused.logDet]);
    expect(memory().numTensors).toBe(before);
    layer.dispose();
    expect(memory().numTensors).toBeLessThan(before);
  });

  it('samples from the running statistics and leaves them', () => {
    const layer = layerOf();
    const z = pictures(8);
    layer.inverse(pictures(9), { training });
    const state = stateOf(layer);
    expect(values(layer.forward(z, { training }).value)).toEqual(values(layer.forward(z).value));
    const run = layer.forwardPullback(z, { training });
    expect(values(run.value)).toEqual(values(layer.forward(z).value));
    run.dispose();
    expect(stateOf(layer)).toEqual(state);
  });
});

it('evaluation treats each row by itself and leaves the statistics', () => {
  const layer = layerOf();
  layer.inverse(pictures(1), { training: true });
  const state = stateOf(layer);
  const x = pictures(2);
  const together = values(layer.inverse(x).value);
  const first = tensor(values(x).slice(0, 16), [1, ...SHAPE]);
  expect(relativeError(values(layer.inverse(first).value), together.slice(0, 16))).toBeLessThan(1e-6);
  expect(stateOf(layer)).toEqual(state);
});

it('a coupling with it says that its rows depend on each other and that it must be stored', () => {
  for (const layer of [layerOf(), chain([layerOf()])]) {
    expect(layer.rowIndependent).toBe(false);
    expect(layer.recomputable).toBe(false);
  }
});

it('without batch normalisation a training step is one of each row: nothing is remembered, nothing must be stored', () => {
  const layer = affineCoupling({
    shape: SHAPE,
    mask: 'evenPixels',
    conditioner: (sizes) => netOf({ ...sizes, masked: true, batchNorm: false }),
  });
  expect([layer.rowIndependent, layer.recomputable]).toEqual([true, true]);
  expect(stateOf(layer)).toEqual([]);
  const x = pictures(1);
  const trained = values(layer.inverse(x, { training: true }).value);
  expect(trained).toEqual(values(layer.inverse(x).value));
  const first = tensor(values(x).slice(0, 16), [1, ...SHAPE]);
  const alone = values(layer.inverse(first, { training: true }).value);
  expect(relativeError(alone, trained.slice(0, 16))).toBeLessThan(1e-6);
});

it('a net without context leaves one of the other layers alone', () => {
  const net = netOf();
  const x = pictures(1);
  const context = tensor([[1], [2], [3]]);
  expect(values(net.apply(x, { context }))).toEqual(values(net.apply(x, {})));
});

it('is saved with its running statistics', () => {
  const layer = layerOf();
  layer.inverse(pictures(1), { training: true });
  const again = bijectorFromConfig(JSON.parse(JSON.stringify(layer.config())));
  again.parameters.forEach(({ variable }, i) => void variable.assign(layer.parameters[i]!.variable));
  const x = pictures(3);
  expect(values(again.inverse(x).value)).toEqual(values(layer.inverse(x).value));
});

describe('a checkerboard coupling', () => {
  it('moves the pixels that do not steer, and its network sees only those that do', () => {
    const layer = additiveCoupling({
      shape: SHAPE,
      mask: 'oddPixels',
      conditioner: (sizes) => netOf({ ...sizes, masked: true }),
    });
    const [x, y] = [pictures(1, 1), pictures(2, 1)];
    const isSteering = (i: number) => (Math.floor(i / 8) + (Math.floor(i / 2) % 4)) % 2 === 1;
    const [a, b] = [values(x), values(y)];
    const mixed = a.map((value, i) => (isSteering(i) ? value : b[i]!));
    const moves = (z: number[]) => {
      const after = values(layer.forward(tensor(z, [1, ...SHAPE])).value);
      return after.map((value, i) => value - z[i]!);
    };
    const moved = moves(a);
    expect(moved.map((by) => by === 0)).toEqual(a.map((_, i) => isSteering(i)));
    expect(moves(mixed)).toEqual(moved.map((by) => expect.closeTo(by, 5)));
  });

  it('refuses a network that does not take the mask as a channel, and vectors', () => {
    const given = { mask: 'oddPixels', conditioner: () => netOf({ inputs: 2, outputs: 2 }) } as const;
    expect(() => additiveCoupling({ ...given, shape: SHAPE })).toThrow(/Expected \[2,4,3\] -> \[2,4,2\]/);
    expect(() => additiveCoupling({ ...given, features: 4 })).toThrow(/divides the pixels of pictures/);
  });
});

function sub2(x: Tensor, line: Tensor, step: number): Tensor {
  return add(x, mul(line, -step));
}
