import '@tensorflow/tfjs-backend-cpu';
import {
  backend_util,
  conv2d,
  conv2dTranspose,
  engine,
  fused,
  grads,
  mul,
  setBackend,
  sum,
  type Tensor,
  type Tensor4D,
  tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init.ts';
import { type ConvolutionCase, convolution, convolutionGradients } from './convolution.fixture.ts';
import { cases, worstError } from './reference.fixture.ts';

beforeAll(async () => {
  await init();
});

type Shape4 = [number, number, number, number];
type Padding = 'same' | 'valid' | backend_util.ExplicitPadding;

function randomCase(seed: number) {
  const make = cases(seed);
  const batch = make.size(0, 3);
  const [filterHeight, filterWidth] = [make.size(1, 4), make.size(1, 4)];
  const [height, width] = [make.size(filterHeight, 9), make.size(filterWidth, 9)];
  const many = make.flag() ? 20 : 5;
  const [inputs, outputs] = [make.size(1, many), make.size(1, many)];
  const [strideY, strideX] = make.flag() ? [1, 1] : [make.size(1, 3), make.size(1, 3)];
  const padding = pickPadding(make.size(0, 2), () => make.size(0, 2));
  const shape: Shape4 = [batch, height, width, inputs];
  const filterShape: Shape4 = [filterHeight, filterWidth, inputs, outputs];
  const strides: [number, number] = [strideY, strideX];
  const { padInfo } = backend_util.computeConv2DInfo(shape, filterShape, strides, 1, padding);
  const pads = [padInfo.top, padInfo.bottom, padInfo.left, padInfo.right] as const;
  const c: ConvolutionCase = {
    ...{ batch, height, width, inputs, outputs, filterHeight, filterWidth, strideY, strideX, pads },
  };
  const x = make.values(batch * height * width * inputs);
  const filter = make.values(filterHeight * filterWidth * inputs * outputs);
  return { make, c, shape, filterShape, strides, padding, x, filter };
}

function pickPadding(which: number, size: () => number): Padding {
  if (which === 0) return 'same';
  if (which === 1) return 'valid';
  return [
    [0, 0],
    [size(), size()],
    [size(), size()],
    [0, 0],
  ];
}

/** Sums of up to 320 products of standard normal numbers. */
const TOLERANCE = 1e-5;

describe('Conv2D', () => {
  it('equals float64 loops for sizes, strides and paddings', () => {
    for (let seed = 0; seed < 120; seed++) {
      const { c, shape, filterShape, strides, padding, x, filter } = randomCase(seed);
      const y = conv2d(
        tensor(x, shape) as Tensor4D,
        tensor(filter, filterShape) as Tensor4D,
        strides,
        padding,
      );
      expect(worstError(y.dataSync(), convolution(c, x, filter))).toBeLessThan(TOLERANCE);
    }
  });

  it('equals float64 loops where there are several blocks of positions', () => {
    for (const [inputs, outputs, side] of [
      [3, 24, 3],
      [24, 3, 3],
      [40, 40, 3],
      [130, 20, 3],
      [20, 130, 1],
    ] as const) {
      const make = cases(inputs);
      const c: ConvolutionCase = {
        ...{ batch: 3, height: 21, width: 19, inputs, outputs, filterHeight: side, filterWidth: side },
        ...{ strideY: 1, strideX: 1, pads: side === 3 ? [1, 1, 1, 1] : [0, 0, 0, 0] },
      };
      const [x, filter] = [
        make.values(3 * 21 * 19 * inputs),
        make.values(side * side * inputs * outputs, 0.1),
      ];
      const [images, kernel] = [
        tensor(x, [3, 21, 19, inputs]) as Tensor4D,
        tensor(filter, [side, side, inputs, outputs]) as Tensor4D,
      ];
      const y = conv2d(images, kernel, 1, 'same');
      expect(worstError(y.dataSync(), convolution(c, x, filter))).toBeLessThan(TOLERANCE);
      const up = make.values(y.size, 0.1);
      const expected = convolutionGradients(c, x, filter, up);
      const run = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, 1, 'same');
      const [dx, dFilter] = grads((a, b) => sum(mul(run(a!, b!), tensor(up, y.shape))))([images, kernel]);
      expect(worstError(dx!.dataSync(), expected.dx)).toBeLessThan(TOLERANCE);
      expect(worstError(dFilter!.dataSync(), expected.dFilter)).toBeLessThan(TOLERANCE);
    }
  });

  it.each([1, 5] as const)(
    'spreads NaN and infinities as far as the filter reaches: %s outputs',
    (outputs) => {
      const x = new Float32Array(49 * 3);
      x.set([Number.NaN, 1, 1], 0);
      x.set([Number.POSITIVE_INFINITY, 1, 1], 3 * 48);
      const filter = tensor(Array(27 * outputs).fill(1), [3, 3, 3, outputs]) as Tensor4D;
      const y = conv2d(tensor(x, [1, 7, 7, 3]) as Tensor4D, filter, 1, 'same').dataSync();
      const near = (at: number, corner: number) =>
        Math.abs((at % 7) - (corner % 7)) < 2 && Math.abs(Math.floor(at / 7) - Math.floor(corner / 7)) < 2;
      for (let at = 0; at < 49; at++) {
        const expected = near(at, 0) ? Number.NaN : near(at, 48) ? Number.POSITIVE_INFINITY : 0;
        expect(y[at * outputs]).toBe(expected);
      }
    },
  );

  it('leaves dilated filters to the stock kernel', () => {
    const make = cases(8);
    const [x, filter] = [make.tensor([1, 7, 7, 2]) as Tensor4D, make.tensor([3, 3, 2, 3]) as Tensor4D];
    const y = conv2d(x, filter, 1, 'same', 'NHWC', 2).dataSync();
    const spaced = new Float32Array(25 * 6);
    filter.dataSync().forEach((value, at) => {
      const [tap, rest] = [Math.floor(at / 6), at % 6];
      spaced[(Math.floor(tap / 3) * 10 + (tap % 3) * 2) * 6 + rest] = value;
    });
    const expected = conv2d(x, tensor(spaced, [5, 5, 2, 3]) as Tensor4D, 1, 'same').dataSync();
    expect(worstError(y, expected)).toBeLessThan(1e-5);
  });
});

describe('FusedConv2D', () => {
  const ACTIVATIONS = {
    linear: (v: number) => v,
    relu: (v: number) => Math.max(v, 0),
    relu6: (v: number) => Math.min(Math.max(v, 0), 6),
    sigmoid: (v: number) => 1 / (1 + Math.exp(-v)),
    elu: (v: number) => (v > 0 ? v : Math.expm1(v)),
    leakyrelu: (v: number) => (v > 0 ? v : 0.3 * v),
  };

  it.each(Object.entries(ACTIVATIONS))('adds a bias and applies %s', (name, apply) => {
    for (let seed = 200; seed < 230; seed++) {
      const { make, c, shape, filterShape, strides, padding, x, filter } = randomCase(seed);
      const bias = make.values(c.outputs);
      const y = fused.conv2d({
        ...{ x: tensor(x, shape) as Tensor4D, filter: tensor(filter, filterShape) as Tensor4D },
        ...{ strides, pad: padding as 'same', bias: tensor(bias, [c.outputs]) },
        ...{ activation: name as 'relu', leakyreluAlpha: 0.3 },
      });
      const expected = convolution(c, x, filter).map((value, at) => apply(value + bias[at % c.outputs]!));
      expect(worstError(y.dataSync(), expected)).toBeLessThan(TOLERANCE);
    }
  });

  it('keeps NaN through relu, and takes no bias', () => {
    for (const outputs of [1, 4]) {
      const filter = tensor(Array(9 * 2 * outputs).fill(1), [3, 3, 2, outputs]) as Tensor4D;
      const x = tensor([Number.NaN, -1], [1, 1, 1, 2]) as Tensor4D;
      const y = fused.conv2d({ x, filter, strides: 1, pad: 'same', activation: 'relu' });
      expect([...y.dataSync()]).toEqual(Array(outputs).fill(Number.NaN));
    }
  });
});

describe('the gradients of Conv2D', () => {
  it('equal float64 loops for sizes, strides and paddings', () => {
    for (let seed = 400; seed < 520; seed++) {
      const { make, c, shape, filterShape, strides, padding, x, filter } = randomCase(seed);
      const [images, kernel] = [tensor(x, shape), tensor(filter, filterShape)];
      const run = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, strides, padding);
      const outShape = run(images, kernel).shape;
      const up = make.values(outShape.reduce((size, n) => size * n, 1));
      const expected = convolutionGradients(c, x, filter, up);
      const [dx, dFilter] = grads((a, b) => sum(mul(run(a!, b!), tensor(up, outShape))))([images, kernel]);
      expect(worstError(dx!.dataSync(), expected.dx)).toBeLessThan(TOLERANCE);
      expect(worstError(dFilter!.dataSync(), expected.dFilter)).toBeLessThan(2 * TOLERANCE);
    }
  });

  it('agree with the cpu backend, also for transposed convolutions', async () => {
    const results: Float32Array[][] = [];
    for (const backend of ['wasm', 'cpu']) {
      await setBackend(backend);
      const make = cases(3);
      const [x, kernel] = [make.tensor([2, 5, 5, 3]), make.tensor([3, 3, 4, 3])];
      const run = (a: Tensor, b: Tensor) =>
        conv2dTranspose(a as Tensor4D, b as Tensor4D, [2, 10, 10, 4], 2, 'same');
      const both = grads((a, b) => sum(mul(run(a!, b!), run(a!, b!))))([x, kernel]);
      results.push([run(x, kernel), ...both].map((tensor) => Float32Array.from(tensor.dataSync())));
    }
    await setBackend('wasm');
    results[0]!.forEach((result, index) => {
      expect(worstError(result, results[1]![index]!)).toBeLessThan(1e-4);
    });
  });

  it('refuse channels first and other sizes, by name', () => {
    const attributes = { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: [3, 3, 2, 2] };
    const images = { x: zeros([1, 4, 4, 2]), dy: zeros([1, 4, 3, 2]) };
    expect(() =>
      engine().runKernel('Conv2DBackpropFilter', images, { ...attributes, dataFormat: 'NHWC' }),
    ).toThrow(/shape-mismatch.*\(dy\).*Expected \[1,4,4,2\], got \[1,4,3,2\]/);
    const inputs = { x: zeros([1, 2, 4, 4]), dy: zeros([1, 2, 4, 4]) };
    expect(() => engine().runKernel('Conv2DBackpropFilter', inputs, attributes)).toThrow(
      /invalid-argument.*\(dataFormat\).*NHWC/,
    );
  });
});
