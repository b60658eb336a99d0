import { memory, setBackend, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cases } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import {
  networkGradients,
  networkValues,
  randomNetwork,
  type Sizes,
  tensorsOf,
} from './glow-network.fixture.ts';
import { type GlowNetworkGradients, type GlowNetworkParameters, glowNetwork } from './glow-network.ts';

const SIZES: Sizes[] = [
  { batch: 2, height: 4, width: 4, inputs: 2, hidden: [8, 8], outputs: 4 },
  { batch: 1, height: 1, width: 1, inputs: 1, hidden: [1, 1], outputs: 1 },
  { batch: 3, height: 5, width: 3, inputs: 3, hidden: [7, 5], outputs: 2 },
  { batch: 5, height: 8, width: 8, inputs: 6, hidden: [16, 24], outputs: 12 },
  { batch: 2, height: 2, width: 7, inputs: 1, hidden: [12, 4], outputs: 3 },
  { batch: 1, height: 24, width: 26, inputs: 4, hidden: [9, 9], outputs: 6 },
  { batch: 2, height: 20, width: 9, inputs: 5, hidden: [14, 30], outputs: 8 },
  { batch: 1, height: 1, width: 2, inputs: 2, hidden: [3, 2], outputs: 24 },
];

const nameOf = ({ batch, height, width, inputs, hidden, outputs }: Sizes) =>
  `[${batch},${height},${width},${inputs}] -> ${hidden} -> ${outputs}`;

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

const flat = ({ dx, gradients }: GlowNetworkGradients): Tensor[] => [dx, ...Object.values(gradients)];

describeOnBoth('glowNetwork', () => {
  it.each(SIZES.map((sizes, seed) => [nameOf(sizes), sizes, seed] as const))(
    'equals float64 loops, value and gradients: %s',
    (_, sizes, seed) => {
      const network = randomNetwork(sizes, seed);
      const { x, parameters } = tensorsOf(network);
      const { value, saved } = glowNetwork.applySaving(x, parameters);
      expect(normError(value.dataSync(), networkValues(network).at(-1)!)).toBeLessThan(1e-6);
      expect([...glowNetwork.apply(x, parameters).dataSync()]).toEqual([...value.dataSync()]);
      const up = network.make.values(value.size);
      const expected = networkGradients(network, up);
      const dy = tensor(up, value.shape);
      for (const from of [saved, { x }]) {
        const gradients = glowNetwork.backward(from, parameters, dy);
        expect(Object.keys(gradients.gradients)).toEqual(Object.keys(parameters));
        flat(gradients).forEach((gradient, index) => {
          expect(normError(gradient.dataSync(), expected[index]!)).toBeLessThan(5e-6);
        });
      }
      saved.dispose();
    },
  );

  it('has the slope of finite differences in every parameter and in x', () => {
    const sizes: Sizes = { batch: 2, height: 3, width: 4, inputs: 2, hidden: [6, 5], outputs: 2 };
    const network = randomNetwork(sizes, 9);
    const { x, parameters } = tensorsOf(network);
    const up = network.make.values(2 * 3 * 4 * 2);
    const gradients = flat(glowNetwork.backward({ x }, parameters, tensor(up, [2, 3, 4, 2])));
    const loss = () =>
      networkValues(network)
        .at(-1)!
        .reduce((sum, value, at) => sum + value * up[at]!, 0);
    const places = [
      network.x,
      ...network.stages.flatMap(({ kernel, shift, logScale }) => [kernel, shift, logScale]),
    ] as Float32Array[];
    places.forEach((values, index) => {
      const analytic = gradients[index]!.dataSync();
      for (const at of [0, values.length >> 1, values.length - 1]) {
        const kept = values[at]!;
        const [above, below] = [kept + 1e-3, kept - 1e-3].map((moved) => {
          values[at] = moved;
          return { at: values[at]!, loss: loss() };
        });
        values[at] = kept;
        const slope = (above!.loss - below!.loss) / (above!.at - below!.at);
        expect(Math.abs(analytic[at]! - slope)).toBeLessThan(2e-3 * (1 + Math.abs(slope)));
      }
    });
  });

  it('takes an empty batch: its gradients are zero', () => {
    const { parameters } = tensorsOf(randomNetwork(SIZES[0]!, 1));
    const x = tensor([], [0, 4, 4, 2]);
    expect(glowNetwork.apply(x, parameters).shape).toEqual([0, 4, 4, 4]);
    const { dx, gradients } = glowNetwork.backward({ x }, parameters, tensor([], [0, 4, 4, 4]));
    expect(dx.shape).toEqual([0, 4, 4, 2]);
    for (const gradient of Object.values(gradients)) {
      expect(gradient.dataSync().every((g: number) => g === 0)).toBe(true);
    }
  });

  it('shows NaN where the network sees one, and nowhere else', () => {
    const network = randomNetwork({ ...SIZES[0]!, batch: 1, height: 6, width: 6 }, 2);
    (network.x as Float32Array)[0] = Number.NaN;
    const { x, parameters } = tensorsOf(network);
    const value = glowNetwork.apply(x, parameters).dataSync();
    const isLost = Array.from({ length: 36 }, (_, at) => Number.isNaN(value[at * 4]!));
    expect(isLost).toEqual(Array.from({ length: 36 }, (_, at) => at % 6 < 3 && at < 18));
  });

  it('saves what outlives tf.tidy, and frees it', () => {
    const { x, parameters } = tensorsOf(randomNetwork(SIZES[0]!, 1));
    const dy = cases(2).tensor([2, 4, 4, 4]);
    const before = memory().numTensors;
    const saved = [0].map(() => {
      let kept: ReturnType<typeof glowNetwork.applySaving>['saved'] | undefined;
      tidy(() => {
        kept = glowNetwork.applySaving(x, parameters).saved;
      });
      return kept!;
    })[0]!;
    tidy(() => void glowNetwork.backward(saved, parameters, dy));
    saved.dispose();
    expect(memory().numTensors).toBe(before);
    glowNetwork.apply(x, parameters).dispose();
    expect(memory().numTensors).toBe(before);
    for (const gradient of flat(glowNetwork.backward({ x }, parameters, dy))) gradient.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('names the argument that does not fit', () => {
    const { x, parameters } = tensorsOf(randomNetwork(SIZES[0]!, 1));
    const apply = (changed: Partial<GlowNetworkParameters>) =>
      glowNetwork.apply(x, { ...parameters, ...changed });
    expect(() => glowNetwork.apply(tensor([1, 2]), parameters)).toThrow(
      /shape-mismatch.*\(x\).*Expected \[batch, height, width, channels\], got \[2\]/,
    );
    expect(() => apply({ kernel1: parameters.kernel3 })).toThrow(
      /\(kernel1\).*Expected \[3,3,2,4\], got \[3,3,8,4\]/,
    );
    expect(() => apply({ kernel2: parameters.kernel1 })).toThrow(/\(kernel2\).*Expected \[1,1,8,8\]/);
    expect(() => apply({ kernel3: parameters.shift1 })).toThrow(/\(kernel3\).*Expected \[3,3,8, out\]/);
    expect(() => apply({ logScale2: parameters.bias3 })).toThrow(/\(logScale2\).*Expected \[8\], got \[4\]/);
    expect(() => glowNetwork.backward({ x }, parameters, x)).toThrow(/\(dy\).*Expected \[2,4,4,4\]/);
    const hidden = [x, x] as const;
    expect(() => glowNetwork.backward({ x, hidden }, parameters, cases(1).tensor([2, 4, 4, 4]))).toThrow(
      /\(saved\.hidden\[0\]\).*Expected \[2,4,4,8\]/,
    );
  });
});

describe('both ways of glowNetwork', () => {
  it('agree', async () => {
    const network = randomNetwork({ ...SIZES[3]!, hidden: [32, 32] }, 4);
    const results: Float32Array[][] = [];
    for (const backend of ['wasm', 'cpu']) {
      await setBackend(backend);
      const { x, parameters } = tensorsOf(network);
      const dy = cases(5).tensor([5, 8, 8, 12]);
      const outputs = [
        glowNetwork.apply(x, parameters),
        ...flat(glowNetwork.backward({ x }, parameters, dy)),
      ];
      results.push(outputs.map((output) => Float32Array.from(output.dataSync())));
    }
    results[0]!.forEach((result, index) => {
      expect(normError(result, results[1]![index]!)).toBeLessThan(5e-6);
    });
  });
});
