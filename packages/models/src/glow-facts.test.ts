import { createRng, init } from '@flow/backend';
import { type Tensor, tensor, type Variable } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { type GlowOptions, glow } from './glow.ts';

// Facts of the code released with the paper, github.com/openai/glow, each at its place in model.py or tfops.py, and
// where the paper differs, of arXiv 1807.03039.

beforeAll(() => init());

const made: Flow[] = [];
const held = (flow: Flow): Flow => {
  made.push(flow);
  return flow;
};
afterEach(() => {
  for (const flow of made.splice(0)) flow.dispose();
});

/** One step on one squeezed block of 2x2 pixels, channels turned round, no prior: each number can be followed. */
const oneStep = (options: Partial<GlowOptions> = {}): Flow =>
  held(
    glow({
      shape: [2, 2, 1],
      levels: 1,
      steps: 1,
      hidden: 2,
      permutation: 'reverse',
      learnTop: false,
      ...options,
    }),
  );

const STEP = 'bijector.pictures.levels.0.steps.0';
const NET = `${STEP}.coupling.conditioner`;

const variableOf = (flow: Flow, path: string): Variable =>
  flow.parameters.find((parameter) => parameter.path === path)!.variable;

function set(flow: Flow, path: string, values: number[]): void {
  const variable = variableOf(flow, path);
  const given = tensor(values, variable.shape);
  variable.assign(given);
  given.dispose();
}

const numbers = (of: Tensor): number[] => Array.from(of.dataSync());
const close = (values: number[], digits = 5) => values.map((value) => expect.closeTo(value, digits));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const encoded = (flow: Flow, x: number[]) => Array.from(flow.encode([x])[0]!);

describe('what pixels become', () => {
  it.each([
    [8, [0, 255, 128, 7]],
    [5, [0, 31, 16, 7]],
    [1, [0, 1, 1, 0]],
  ])(
    'x / 2^n − ½ and, in a bin of width 2^−n, its middle where no noise is drawn (model.py, preprocess), %d bits',
    (bits, x) => {
      const flow = oneStep({ bits, coupling: 'additive' });
      const unit = x.map((value) => (value + 0.5) / 2 ** bits - 0.5);
      expect(encoded(flow, x)).toEqual(close(unit.toReversed(), 6));
    },
  );

  it('noise is of U[0, 2^−n), drawn by the seed (model.py, _f_loss)', () => {
    const flow = oneStep({ bits: 3, coupling: 'additive', permutation: 'reverse' });
    const rows = Array.from({ length: 400 }, () => [3, 3, 3, 3]);
    // log p = −Σ z²/2 + a constant, so that the mean of the densities is that of z² over the bin.
    const mean = (of: ArrayLike<number>) => Array.from(of).reduce((sum, value) => sum + value, 0) / of.length;
    const constant = -4 * (0.5 * Math.log(2 * Math.PI) + 3 * Math.LN2);
    const energy = -2 * (mean(flow.logProb(rows, { seed: 1 })) - constant);
    // E z² over [3/8 − ½, 4/8 − ½) is 1/192.
    expect(energy).toBeCloseTo(4 / 192, 3);
    expect(flow.logProb(rows.slice(0, 1), { seed: 1 })).not.toEqual(
      flow.logProb(rows.slice(0, 1), { seed: 2 }),
    );
  });

  it('each dimension of n bits costs n·log 2 (model.py, _f_loss: −log n_bins)', () => {
    const flow = oneStep({ bits: 5, coupling: 'additive' });
    const z = encoded(flow, [1, 2, 3, 4]);
    const normal = z.reduce((sum, value) => sum - 0.5 * (value * value + Math.log(2 * Math.PI)), 0);
    expect(flow.logProb([[1, 2, 3, 4]])[0]).toBeCloseTo(normal - 4 * 5 * Math.LN2, 4);
  });

  it('samples are floor((x + ½)·2^n), within the levels (model.py, postprocess)', () => {
    const flow = oneStep({ bits: 2, coupling: 'additive' });
    const z = [-0.6, -0.3, 0.2, 0.7];
    expect(Array.from(flow.decode([z])[0]!)).toEqual([3, 2, 0, 0]);
  });
});

describe('a step from x to z', () => {
  it('squeezes to channel 4c + 2dy + dx (tfops.py, squeeze2d)', () => {
    const flow = oneStep({ shape: [2, 2, 2], coupling: 'additive', bits: 8 });
    const x = [1, 2, 3, 4, 5, 6, 7, 8];
    const order = [1, 3, 5, 7, 2, 4, 6, 8];
    const unit = order.map((value) => (value + 0.5) / 256 - 0.5);
    expect(encoded(flow, x)).toEqual(close(unit.toReversed(), 6));
  });

  it('is actNorm, then the mixing of channels, then the coupling (model.py, revnet2d_step)', () => {
    const flow = oneStep({ bits: 1 });
    // ActNorm halves and shifts the first channel alone; reversed it is the last, which the coupling moves.
    set(flow, `${STEP}.actNorm.logScale`, [Math.log(2), 0, 0, 0]);
    set(flow, `${STEP}.actNorm.shift`, [0.25, 0, 0, 0]);
    set(flow, `${NET}.conv3.bias`, [0, 0.5, 0, 0]);
    const unit = [0, 1, 1, 0].map((value) => (value + 0.5) / 2 - 0.5);
    const first = (unit[0]! - 0.25) / 2;
    const s = sigmoid(2);
    expect(encoded(flow, [0, 1, 1, 0])).toEqual(close([unit[3]!, unit[2]!, unit[1]! * s, (first - 0.5) * s]));
  });

  it('the first half of the channels passes and moves the second (model.py, revnet2d_step: z1, z2)', () => {
    const flow = oneStep({ bits: 8 });
    set(flow, `${NET}.conv3.bias`, [0.5, 0.5, 1, 1]);
    const [a, b] = encoded(flow, [10, 20, 30, 40]);
    expect([a, b]).toEqual(close([40.5 / 256 - 0.5, 30.5 / 256 - 0.5], 6));
  });

  const [shift, raw] = [0.3, -0.7];
  const moved = (variant: 'code' | 'paper') => {
    const flow = oneStep({ variant });
    set(flow, `${NET}.conv3.bias`, [shift, shift, raw, raw]);
    return encoded(flow, [10, 20, 30, 40]).slice(2);
  };
  const pixels = [20, 10].map((value) => (value + 0.5) / 256 - 0.5);

  it('code: shifts, then scales by σ(h + 2), so that it starts with σ(2) (model.py, revnet2d_step)', () => {
    expect(encoded(oneStep(), [10, 20, 30, 40]).slice(2)).toEqual(close(pixels.map((x) => x * sigmoid(2))));
    expect(moved('code')).toEqual(close(pixels.map((x) => (x - shift) * sigmoid(raw + 2))));
  });

  it('paper: scales by exp(log s), then shifts, so that it starts as the identity (table 1)', () => {
    expect(encoded(oneStep({ variant: 'paper' }), [10, 20, 30, 40]).slice(2)).toEqual(close(pixels));
    expect(moved('paper')).toEqual(close(pixels.map((x) => x * Math.exp(-raw) - shift)));
  });

  it('additive: only shifts (model.py, revnet2d_step: flow_coupling 0)', () => {
    const flow = oneStep({ coupling: 'additive' });
    set(flow, `${NET}.conv3.bias`, [shift, shift]);
    expect(encoded(flow, [10, 20, 30, 40]).slice(2)).toEqual(close(pixels.map((x) => x - shift)));
  });
});

describe('networks', () => {
  it('hidden convolutions start from N(0, 0.05²), the last at zero (tfops.py, default_initializer, conv2d_zeros)', () => {
    const flow = oneStep({ shape: [2, 2, 4], hidden: 96, seed: 3 });
    for (const path of ['conv1.kernel', 'conv2.kernel']) {
      const values = numbers(variableOf(flow, `${NET}.${path}`));
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
      // Four standard errors.
      expect(Math.abs(mean)).toBeLessThan((4 * 0.05) / Math.sqrt(values.length));
      expect(Math.abs(spread - 0.05)).toBeLessThan((4 * 0.05) / Math.sqrt(2 * values.length));
    }
    for (const path of ['conv3.kernel', 'conv3.bias', 'conv3.logScale']) {
      expect(numbers(variableOf(flow, `${NET}.${path}`)).every((value) => value === 0)).toBe(true);
    }
  });

  it('the last output is multiplied by exp(3·logs), bias and all (tfops.py, conv2d_zeros: logscale_factor)', () => {
    const flow = oneStep({ coupling: 'additive' });
    set(flow, `${NET}.conv3.bias`, [0.1, 0.1]);
    set(flow, `${NET}.conv3.logScale`, [0.2, -0.4]);
    const [, , c, d] = encoded(flow, [10, 20, 30, 40]);
    const [x, y] = [20, 10].map((value) => (value + 0.5) / 256 - 0.5) as [number, number];
    expect([c, d]).toEqual(close([x - 0.1 * Math.exp(0.6), y - 0.1 * Math.exp(-1.2)]));
  });

  it('hidden layers hold actNorms, started by the first batch (tfops.py, conv2d: do_actnorm)', () => {
    const flow = oneStep({ shape: [4, 4, 1], hidden: 3 });
    const x = createRng(1).uniform(8 * 16);
    const batch = tensor(
      x.map((value) => Math.floor(256 * value)),
      [8, 4, 4, 1],
    );
    const { value, logDet } = flow.initialize(batch);
    for (const norm of ['norm1', 'norm2']) {
      expect(numbers(variableOf(flow, `${NET}.${norm}.logScale`)).every((scale) => scale > 0)).toBe(true);
    }
    for (const t of [value, logDet, batch]) t.dispose();
  });

  it.each([
    [true, [4, 6, 4, 6, 9, 6, 4, 6, 4]],
    [false, [0, 0, 0, 0, 0, 0, 0, 0, 0]],
  ])(
    'edgeBias %s: a network sees the border of a blank picture (tfops.py, add_edge_padding)',
    (edgeBias, seen) => {
      const flow = oneStep({ shape: [6, 6, 1], edgeBias, coupling: 'additive', hidden: 1 });
      const ofOnes = (path: string, value: (at: number) => number) => {
        const { size } = variableOf(flow, `${NET}.${path}`);
        set(
          flow,
          `${NET}.${path}`,
          Array.from({ length: size }, (_, at) => value(at)),
        );
      };
      ofOnes('conv1.kernel', () => 1);
      ofOnes('conv2.kernel', () => 1);
      // The middle of the 3x3 kernel alone, for both outputs.
      ofOnes('conv3.kernel', (at) => (Math.floor(at / 2) === 4 ? 1 : 0));
      // The middle of 256 levels is 0 in every channel.
      const z = encoded(flow, new Array(36).fill(127.5));
      expect(z.filter((_, at) => at % 4 === 3).map((value) => 0 - value)).toEqual(close(seen));
    },
  );

  it('a 1x1 convolution starts from a rotation (model.py, invertible_1x1_conv: qr)', () => {
    const flow = oneStep({ shape: [2, 2, 2], permutation: 'conv1x1' });
    const w = numbers(variableOf(flow, `${STEP}.permutation.weight`));
    for (let i = 0; i < 8; i++) {
      for (let j = 0; j <= i; j++) {
        let product = 0;
        for (let k = 0; k < 8; k++) product += w[8 * i + k]! * w[8 * j + k]!;
        expect(product).toBeCloseTo(i === j ? 1 : 0, 5);
      }
    }
  });
});

describe('priors', () => {
  const twoLevels = (options: Partial<GlowOptions> = {}): Flow =>
    held(glow({ shape: [4, 4, 1], levels: 2, steps: 1, hidden: 2, permutation: 'reverse', ...options }));
  const x = createRng(2)
    .uniform(16)
    .map((u) => Math.floor(256 * u));
  const latents = (flow: Flow, options = {}) => {
    const z = flow.encode([x], options)[0] as Float32Array;
    return flow.latentLayout.map(({ offset, size }) => Array.from(z.subarray(offset, offset + size)));
  };

  it('what leaves has a mean and a log-spread that what stays says (model.py, split2d_prior)', () => {
    const flow = twoLevels();
    const [top, leave] = latents(flow);
    // Both channels that leave: means 0.2 and 0.4, spreads e and 1.
    set(flow, 'bijector.pictures.splits.0.conditioner.bias', [0.2, 0.4, 1, 0]);
    const [sameTop, normalised] = latents(flow);
    expect(sameTop).toEqual(top);
    expect(normalised).toEqual(
      close(leave!.map((value, i) => (i % 2 === 0 ? (value - 0.2) / Math.E : value - 0.4))),
    );
  });

  it('learnTop: a mean and a log-spread for the coarsest latent (model.py, prior: learntop)', () => {
    const flow = twoLevels();
    const [top, leave] = latents(flow);
    const path = 'bijector.pictures.top';
    set(flow, `${path}.shift`, new Array(8).fill(0.5));
    set(flow, `${path}.logScale`, new Array(8).fill(Math.LN2));
    const [normalised, sameLeave] = latents(flow);
    expect(normalised).toEqual(close(top!.map((value) => (value - 0.5) / 2)));
    expect(sameLeave).toEqual(leave);
    expect(twoLevels({ learnTop: false }).parameters.some(({ path }) => path.includes('top'))).toBe(false);
  });

  it('classes: a mean and a log-spread for each class, of the coarsest latent alone (model.py, prior: y_emb)', () => {
    const flow = twoLevels({ classes: 3, classesIn: 'top' });
    expect(flow.contextShape).toEqual([3]);
    const [top, leave] = latents(flow, { labels: 1 });
    const kernel = variableOf(flow, 'bijector.pictures.top.kernel');
    expect(kernel.shape).toEqual([3, 16]);
    // Class 1 alone moves, by 0.5 with spread 2.
    const none = new Array(16).fill(0);
    const ofClass = [...new Array(8).fill(0.5), ...new Array(8).fill(Math.LN2)];
    set(flow, 'bijector.pictures.top.kernel', [...none, ...ofClass, ...none]);
    const [normalised, sameLeave] = latents(flow, { labels: 1 });
    expect(normalised).toEqual(close(top!.map((value) => (value - 0.5) / 2)));
    expect(sameLeave).toEqual(leave);
    for (const labels of [0, 2]) expect(latents(flow, { labels })[0]).toEqual(top);
  });

  it('classes everywhere: each network and each split prior sees the class too', () => {
    const flow = twoLevels({ classes: 3 });
    const shapes = Object.fromEntries(flow.parameters.map(({ path, variable }) => [path, variable.shape]));
    const [coarse, fine] = ['bijector.pictures.levels.0', 'bijector.pictures.levels.1'];
    // Half of the channels and three classes.
    expect(shapes[`${fine}.steps.0.coupling.conditioner.conv1.kernel`]?.[2]).toBe(2 + 3);
    expect(shapes[`${coarse}.steps.0.coupling.conditioner.conv1.kernel`]?.[2]).toBe(4 + 3);
    const kernel = variableOf(flow, 'bijector.pictures.splits.0.conditioner.kernel');
    expect(kernel.shape).toEqual([3, 3, 2 + 3, 4]);
    const [, leave] = latents(flow, { labels: 1 });
    // The mean of what leaves: 0.5 at the centre tap for class 1 alone, [taps, inputs, outputs].
    const values = new Array(9 * 5 * 4).fill(0);
    for (const output of [0, 1]) values[(4 * 5 + (2 + 1)) * 4 + output] = 0.5;
    set(flow, 'bijector.pictures.splits.0.conditioner.kernel', values);
    expect(latents(flow, { labels: 1 })[1]).toEqual(close(leave!.map((value) => value - 0.5)));
    expect(latents(flow, { labels: 2 })[1]).toEqual(leave);
  });

  it('context: a vector of numbers in each network and prior, and nothing of it between two rows', () => {
    const flow = twoLevels({ context: 2 });
    expect(flow.contextShape).toEqual([2]);
    set(flow, 'bijector.pictures.top.kernel', [...new Array(8).fill(0.5), ...new Array(24).fill(0)]);
    const [first] = latents(flow, { context: [[0, 3]] });
    const [moved] = latents(flow, { context: [[2, 3]] });
    expect(moved).toEqual(close(first!.map((value) => value - 1)));
  });
});
