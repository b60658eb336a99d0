import { expect, test } from 'vitest';
import { expectValues } from '../matchers.fixture.ts';
import type { ReferenceTensor } from '../parameters.ts';
import { referenceBijector } from '../reference-bijector.ts';

const EPSILON = 1e-4;

const tensor = (shape: number[], values: number[]): ReferenceTensor => ({
  shape,
  values: Float64Array.from(values),
});

/** A 3x3 kernel of one output that is not 0 in its centre and, for the first input, to the left of it. */
const kernel3 = (left: number, ...centre: number[]) =>
  tensor(
    [3, 3, centre.length, 1],
    Array.from({ length: 9 }, (_, tap) =>
      centre.map((value, i) => (tap === 4 ? value : tap === 3 && i === 0 ? left : 0)),
    ).flat(),
  );

const one = (value: number) => tensor([1], [value]);
/** Statistics that take x to (x − mean)/2. */
const norm = (path: string, mean: number, shift: number): [string, ReferenceTensor][] => [
  [`${path}.mean`, one(mean)],
  [`${path}.variance`, one(4 - EPSILON)],
  [`${path}.shift`, one(shift)],
];
const conv = (
  path: string,
  kernel: ReferenceTensor,
  gain?: number,
  bias?: number,
): [string, ReferenceTensor][] => [
  [`conditioner.${path}.kernel`, kernel],
  ...(gain === undefined ? [] : [[`conditioner.${path}.gain`, one(gain)] as [string, ReferenceTensor]]),
  ...(bias === undefined ? [] : [[`conditioner.${path}.bias`, one(bias)] as [string, ReferenceTensor]]),
];
const kernel1 = tensor([1, 1, 1, 1], [7]);

test('two pixels, by hand', () => {
  const layer = referenceBijector(
    {
      kind: 'additiveCoupling',
      shape: [1, 2, 1],
      mask: 'evenPixels',
      conditioner: {
        kind: 'residualConvNet',
        inputs: 2,
        outputs: 1,
        space: [1, 2],
        hidden: 1,
        blocks: 1,
        masked: true,
        tanhGain: null,
      },
    },
    new Map([
      ...norm('conditioner.in.norm', 1, 0),
      // Of norm 5: x/5 left of the pixel, −(−x) times 0.4, the mask times 0.8.
      ...conv('in.conv', kernel3(0, 3, 0, 4), undefined, 0.5),
      ...conv('in.skip', kernel1, 2, 1),
      ...norm('conditioner.0.norm1', 0.1, 0),
      ...conv('0.conv1', kernel3(3, 4)),
      ...norm('conditioner.0.norm2', 0, 1),
      ...conv('0.conv2', kernel3(0, -2), 10, 3),
      ...conv('0.skip', kernel1, 3, -1),
      ...norm('conditioner.out.norm', 2, 0.25),
      ...conv('out.conv', kernel1, -4, 100),
    ]),
  );
  // The pixels (3, ·): N x is ((3 − 1)/2, (0 − 1)/2), doubled (2, −1); h₀ = (0.6·2 + 0.8·1 + 0.5, 0 + 0.5) = (2.5, 0.5).
  const h0 = [2.5, 0.5];
  // relu N h₀ = (1.2, 0.2); conv₁ = (0.8·1.2, 0.6·1.2 + 0.8·0.2); N = (0.96/2 + 1, 0.88/2 + 1); conv₂ = 3 − 10·(·).
  const h1 = [2.5 + 3 - 14.8, 0.5 + 3 - 14.4];
  const sum = h0.map((value, i) => 2 * value + 1 + 3 * h1[i]! - 1);
  const y = sum.map((value) => 100 - 4 * Math.max((value - 2) / 2 + 0.25, 0));
  expectValues([...layer.forward([3, 11]).value], [3, 11 + y[1]!]);
});

test('the second half of the output is g·tanh', () => {
  const net = (tanhGain: number | null) =>
    referenceBijector(
      {
        kind: 'affineCoupling',
        shape: [1, 1, 2],
        mask: 'firstHalf',
        logScale: 'exp',
        bound: 2,
        conditioner: {
          kind: 'residualConvNet',
          inputs: 1,
          outputs: 2,
          space: [1, 1],
          hidden: 1,
          blocks: 1,
          masked: false,
          tanhGain,
        },
      },
      new Map([
        ...norm('conditioner.in.norm', 0, 0),
        ...conv('in.conv', kernel3(0, 1, 1), undefined, 0),
        ...conv('in.skip', kernel1, 1, 0),
        ...norm('conditioner.0.norm1', 0, 0),
        ...conv('0.conv1', kernel3(0, 1)),
        ...norm('conditioner.0.norm2', 0, 0),
        ...conv('0.conv2', kernel3(0, 1), 0, 0),
        ...conv('0.skip', kernel1, 0, 0),
        ...norm('conditioner.out.norm', 0, 0),
        ['conditioner.out.conv.kernel', tensor([1, 1, 1, 2], [1, 1])],
        ['conditioner.out.conv.gain', tensor([2], [0, 0])],
        ['conditioner.out.conv.bias', tensor([2], [5, 0.5])],
        ...(tanhGain === null ? [] : [['conditioner.gain', tensor([], [3])] as [string, ReferenceTensor]]),
      ]),
    );
  expect(net(null).forward([1, 2]).logDet).toBeCloseTo(0.5, 10);
  const { value, logDet } = net(0).forward([1, 2]);
  expect(logDet).toBeCloseTo(3 * Math.tanh(0.5), 10);
  expectValues([...value], [1, 2 * Math.exp(3 * Math.tanh(0.5)) + 5]);
});

test('a checkerboard tells which pixels changed', () => {
  const settings = { kind: 'zeroConv', inputs: 2, outputs: 1, space: [2, 2] };
  const layer = (mask: string) =>
    referenceBijector(
      { kind: 'additiveCoupling', shape: [2, 2, 1], mask, conditioner: settings },
      new Map([
        // The centre of the mask's channel, so that kept pixels would be told from others, and 1 everywhere.
        [
          'conditioner.kernel',
          tensor(
            [3, 3, 2, 1],
            Array.from({ length: 18 }, (_, i) => (i === 9 ? 50 : 0)),
          ),
        ],
        ['conditioner.bias', one(1)],
        ['conditioner.logScale', one(0)],
      ]),
    );
  expectValues([...layer('evenPixels').forward([1, 2, 3, 4]).value], [1, 3, 4, 4]);
  expectValues([...layer('oddPixels').forward([1, 2, 3, 4]).value], [2, 2, 3, 5]);
  expect(() =>
    referenceBijector({ kind: 'additiveCoupling', features: 2, mask: 'oddPixels', conditioner: settings }),
  ).toThrow(/needs pictures/);
});
