import { memory, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { type Cases, cases, productReference, worstError } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import { type DenseLayer, denseNetwork } from './dense-network.ts';
import type { HiddenActivation } from './hidden-activation.ts';

const ACTIVATIONS: Record<HiddenActivation, { apply(x: number): number; slope(y: number): number }> = {
  relu: { apply: (x) => Math.max(x, 0), slope: (y) => (y > 0 ? 1 : 0) },
  tanh: { apply: Math.tanh, slope: (y) => 1 - y * y },
  sigmoid: { apply: (x) => 1 / (1 + Math.exp(-x)), slope: (y) => y * (1 - y) },
  elu: { apply: (x) => (x > 0 ? x : Math.expm1(x)), slope: (y) => (y > 0 ? 1 : y + 1) },
  leakyRelu: { apply: (x) => (x > 0 ? x : 0.2 * x), slope: (y) => (y > 0 ? 1 : 0.2) },
  softplus: { apply: (x) => Math.log1p(Math.exp(x)), slope: (y) => 1 - Math.exp(-y) },
};
const NAMES = Object.keys(ACTIVATIONS) as HiddenActivation[];

type Network = {
  x: Float32Array;
  rows: number;
  widths: number[];
  weights: Float32Array[];
  biases: Float32Array[];
};

function randomNetwork(make: Cases, rows: number, widths: number[]): Network {
  const pairs = widths.slice(1).map((outputs, index) => [widths[index]!, outputs] as const);
  return {
    x: make.values(rows * widths[0]!),
    rows,
    widths,
    weights: pairs.map(([inputs, outputs]) => make.values(inputs * outputs, 1 / Math.sqrt(inputs))),
    biases: pairs.map(([, outputs]) => make.values(outputs, 0.3)),
  };
}

function tensorsOf({ x, rows, widths, weights, biases }: Network): { x: Tensor; layers: DenseLayer[] } {
  return {
    x: tensor(x, [rows, widths[0]!], 'float32'),
    layers: weights.map((kernel, index) => ({
      kernel: tensor(kernel, [widths[index]!, widths[index + 1]!]),
      bias: tensor(biases[index]!, [widths[index + 1]!]),
    })),
  };
}

/** Inputs of every layer and the value, in float64. */
function reference(
  { x, rows, widths, weights, biases }: Network,
  activation: HiddenActivation,
): Float64Array[] {
  const values = [Float64Array.from(x)];
  weights.forEach((kernel, index) => {
    const [k, n] = [widths[index]!, widths[index + 1]!];
    const sums = productReference(values.at(-1)!, kernel, [rows, k, n]).map(
      (sum, at) => sum + biases[index]![at % n]!,
    );
    const isLast = index === weights.length - 1;
    values.push(isLast ? sums : sums.map(ACTIVATIONS[activation].apply));
  });
  return values;
}

function gradientReference(network: Network, activation: HiddenActivation, dy: ArrayLike<number>) {
  const { rows, widths, weights } = network;
  const inputs = reference(network, activation);
  const kernels: Float64Array[] = [];
  const biases: Float64Array[] = [];
  let up: Float64Array = Float64Array.from(dy);
  for (let index = weights.length - 1; index >= 0; index--) {
    const [k, n] = [widths[index]!, widths[index + 1]!];
    kernels.unshift(productReference(inputs[index]!, up, [k, rows, n], true));
    const sums = new Float64Array(n);
    for (let at = 0; at < up.length; at++) sums[at % n]! += up[at]!;
    biases.unshift(sums);
    const down = productReference(up, weights[index]!, [rows, n, k], false, true);
    up = index === 0 ? down : down.map((g, at) => g * ACTIVATIONS[activation].slope(inputs[index]![at]!));
  }
  return { dx: up, kernels, biases };
}

/** ‖actual − expected‖ / ‖expected‖, where values of 0.1, a tenth of their usual size, are the least that counts. */
function normError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length || actual.length === 0) return Infinity;
  let [difference, size] = [0, 0];
  for (let i = 0; i < actual.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    size += expected[i]! ** 2;
  }
  return Math.sqrt(difference / Math.max(size, 0.01 * actual.length));
}

const WIDTHS = [
  [3, 5],
  [1, 64, 64, 2],
  [2, 7, 3],
  [5, 16, 9, 30, 4],
  [30, 3, 2, 1],
];

describeOnBoth('denseNetwork', () => {
  describe.each(NAMES)('with %s', (activation) => {
    it.each(WIDTHS)('equals float64 loops: widths %s %s %s %s', (...widths) => {
      const make = cases(widths.length);
      for (const rows of [1, 2, 6, 191, 193, 400]) {
        const network = randomNetwork(make, rows, widths);
        const { x, layers } = tensorsOf(network);
        const { value, saved } = denseNetwork.apply(x, layers, { activation, save: true });
        expect(normError(value.dataSync(), reference(network, activation).at(-1)!)).toBeLessThan(1e-6);
        const dy = make.values(value.size);
        const expected = gradientReference(network, activation, dy);
        const gradients = denseNetwork.backward(saved, tensor(dy, value.shape));
        // A relu within rounding of 0 may open in one precision only; it carries next to nothing.
        expect(normError(gradients.dx.dataSync(), expected.dx)).toBeLessThan(5e-6);
        gradients.kernels.forEach((kernel, index) => {
          expect(normError(kernel.dataSync(), expected.kernels[index]!)).toBeLessThan(5e-6);
        });
        gradients.biases.forEach((bias, index) => {
          expect(normError(bias.dataSync(), expected.biases[index]!)).toBeLessThan(5e-6);
        });
        saved.dispose();
      }
    });
  });

  it('keeps leading dimensions', () => {
    const { layers } = tensorsOf(randomNetwork(cases(1), 1, [3, 8, 4]));
    const { value, saved } = denseNetwork.apply(cases(2).tensor([2, 5, 6, 3]), layers, { save: true });
    expect(value.shape).toEqual([2, 5, 6, 4]);
    expect(denseNetwork.backward(saved, cases(3).tensor([2, 5, 6, 4])).dx.shape).toEqual([2, 5, 6, 3]);
    saved.dispose();
  });

  it('takes an empty batch: its gradients are zero', () => {
    const { layers } = tensorsOf(randomNetwork(cases(1), 1, [3, 8, 4]));
    const { value, saved } = denseNetwork.apply(tensor([], [0, 3]), layers, { save: true });
    expect(value.shape).toEqual([0, 4]);
    const { dx, kernels } = denseNetwork.backward(saved, tensor([], [0, 4]));
    expect(dx.shape).toEqual([0, 3]);
    expect(kernels[0]!.dataSync().every((g) => g === 0)).toBe(true);
    saved.dispose();
  });

  it('saves what outlives tf.tidy, and frees it', () => {
    const { x, layers } = tensorsOf(randomNetwork(cases(1), 10, [3, 8, 8, 4]));
    const dy = cases(2).tensor([10, 4]);
    const before = memory().numTensors;
    let saved: ReturnType<typeof denseNetwork.apply>['saved'] = null;
    tidy(() => {
      saved = denseNetwork.apply(x, layers, { save: true }).saved;
    });
    tidy(() => {
      expect(denseNetwork.backward(saved!, dy).dx.shape).toEqual([10, 3]);
    });
    saved!.dispose();
    expect(memory().numTensors).toBe(before);
    denseNetwork.apply(x, layers).value.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('names the argument that does not fit', () => {
    const { x, layers } = tensorsOf(randomNetwork(cases(1), 2, [3, 8, 4]));
    expect(() => denseNetwork.apply(x, [])).toThrow(/\(layers\)/);
    expect(() => denseNetwork.apply(x, [layers[1]!])).toThrow(
      /\(layers\[0\]\.kernel\).*Expected \[3, out\], got \[8,4\]/,
    );
    const mixed = [{ kernel: layers[0]!.kernel, bias: layers[1]!.bias }];
    expect(() => denseNetwork.apply(x, mixed)).toThrow(/\(layers\[0\]\.bias\).*Expected \[8\], got \[4\]/);
    const unknown = { activation: 'cosine' as 'relu' };
    expect(() => denseNetwork.apply(x, layers, unknown)).toThrow(/\(activation\)/);
  });
});

describe('both ways of denseNetwork', () => {
  it('agree', async () => {
    for (const activation of ['relu', 'tanh'] as const) {
      const results: Float32Array[] = [];
      for (const backend of ['wasm', 'cpu']) {
        await setBackend(backend);
        const { x, layers } = tensorsOf(randomNetwork(cases(4), 50, [3, 32, 32, 4]));
        const { value, saved } = denseNetwork.apply(x, layers, { activation, save: true });
        const { dx, kernels } = denseNetwork.backward(saved, cases(5).tensor([50, 4]));
        results.push(Float32Array.of(...value.dataSync(), ...dx.dataSync(), ...kernels[1]!.dataSync()));
        saved.dispose();
      }
      expect(worstError(results[0]!, results[1]!)).toBeLessThan(1e-5);
    }
  });
});
