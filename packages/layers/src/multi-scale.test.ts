import { createParameter, createRng, FlowError, init, type Json, randomNormal } from '@flow/backend';
import { add, memory, mul, ones, slice, sub, type Tensor, tensor, zeros } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import { affineCoupling } from './coupling.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { glowNet } from './glow-net.ts';
import { invert } from './invert.ts';
import { mlp } from './mlp.ts';
import { type MultiScaleOptions, multiScale } from './multi-scale.ts';
import { bijectorFromConfig } from './registry.ts';
import { squeeze } from './squeeze.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());
const count = (numbers: number) => Array.from({ length: numbers }, (_, i) => i + 1);
const variableAt = (bijector: Bijector, path: string) =>
  bijector.parameters.find((parameter) => parameter.path === path)!.variable;

/** Pictures [4, 4, 1] in two levels that only squeeze. */
const squeezes = (options: Partial<MultiScaleOptions> = {}) =>
  multiScale({
    levels: [squeeze({ shape: [2, 2, 2] }), squeeze({ shape: [4, 4, 1] })],
    split: 'plain',
    top: 'plain',
    ...options,
  });

describe('multiScale', () => {
  it('takes apart the picture 1 to 16 as on paper, the coarsest level first', () => {
    // After the first squeeze the blocks are 1 2 5 6 | 3 4 7 8 | 9 10 13 14 | 11 12 15 16: the last two of each leave.
    const { value, logDet } = squeezes().inverse(tensor(count(16), [1, 4, 4, 1]));
    expect(values(value)).toEqual([1, 3, 9, 11, 2, 4, 10, 12, 5, 6, 7, 8, 13, 14, 15, 16]);
    expect(values(logDet)).toEqual([0]);
    expect(values(squeezes().forward(value).value)).toEqual(count(16));
  });

  it('says which slice of the latent is which level, also through a chain', () => {
    const layout = [
      { level: 0, shape: [1, 1, 8], offset: 0, size: 8 },
      { level: 1, shape: [2, 2, 2], offset: 8, size: 8 },
    ];
    const bijector = squeezes();
    expect(bijector.latentShape).toEqual([16]);
    expect(bijector.latentLayout).toEqual(layout);
    expect(chain([chain([bijector]), actNorm({ shape: [4, 4, 1] })]).latentLayout).toEqual(layout);
    expect(actNorm({ features: 2 }).latentLayout).toBeUndefined();
  });

  it('normalises what leaves by what stays: z = (leave − mean) · exp(−s), by hand', () => {
    const bijector = squeezes({ split: 'learned' });
    // One shift and log-scale for each of the two channels that leave, from the bias alone: gain 3.
    variableAt(bijector, 'splits.0.conditioner.bias').assign(tensor([2, 4, Math.log(2), 0]));
    const { value, logDet } = bijector.inverse(tensor(count(16), [1, 4, 4, 1]));
    const expected = [5, 6, 7, 8, 13, 14, 15, 16].map((x, i) => (i % 2 === 0 ? (x - 2) / 2 : x - 4));
    expect(values(value).slice(8)).toEqual(expected.map((z) => expect.closeTo(z, 5)));
    expect(values(logDet)[0]).toBeCloseTo(-4 * Math.log(2), 5);
  });

  it('has a learned top: a mean and log-scale of each dimension of the coarsest latent', () => {
    const bijector = squeezes({ top: 'learned' });
    variableAt(bijector, 'top.shift').assign(tensor(count(8)));
    variableAt(bijector, 'top.logScale').assign(tensor([Math.log(2), 0, 0, 0, 0, 0, 0, 0]));
    const { value, logDet } = bijector.inverse(tensor(count(16), [1, 4, 4, 1]));
    expect(values(value).slice(0, 8)).toEqual([0, 1, 6, 7, -3, -2, 3, 4].map((z) => expect.closeTo(z, 5)));
    expect(values(logDet)[0]).toBeCloseTo(-Math.log(2), 5);
  });

  it('gives each class a top of its own', () => {
    const bijector = squeezes({ top: 'classes', classes: 2 });
    expect(bijector.contextShape).toEqual([2]);
    const kernel = Array.from({ length: 32 }, (_, i) => (i >= 16 && i < 24 ? 10 : 0));
    variableAt(bijector, 'top.kernel').assign(tensor(kernel, [2, 16]));
    const z = tensor(Array(32).fill(0), [2, 16]);
    const context = tensor([1, 0, 0, 1], [2, 2]);
    const x = bijector.forward(z, { context }).value;
    const [first, second] = [values(slice(x, [0], [1])), values(slice(x, [1], [1]))];
    expect(first).toEqual(Array(16).fill(0));
    // The channels that stay are the upper two pixels of each block.
    expect(second).toEqual([10, 10, 10, 10, 0, 0, 0, 0, 10, 10, 10, 10, 0, 0, 0, 0]);
  });

  it('starts all levels and the networks of its splits from the first batch, with what reaches them', () => {
    const shape = [2, 2, 4];
    const split: MultiScaleOptions['split'] = (sizes) => glowNet({ ...sizes, hidden: 3, rng: createRng(2) });
    const coarse = () => actNorm({ shape: [2, 2, 2] });
    const bijector = multiScale({
      levels: [coarse(), chain([actNorm({ shape }), squeeze({ shape: [4, 4, 1] })])],
      split,
      top: 'plain',
    });
    const x = mul(randomNormal(createRng(1), [30, 4, 4, 1]), 5);
    bijector.initialize(x);
    expect(bijector.config()).toMatchObject({
      levels: [{ initialized: true }, { layers: [{ initialized: true }, { kind: 'squeeze' }] }],
      splits: [{ conditioner: { kind: 'glowNet', initialized: true } }],
    });
    // The same by hand.
    const finest = chain([actNorm({ shape }), squeeze({ shape: [4, 4, 1] })]);
    const latent = finest.initialize(x).value;
    const alone = affineCoupling({ shape, mask: 'firstHalf', logScale: 'exp', conditioner: split });
    const normal = alone.initialize(latent).value;
    const last = coarse();
    last.initialize(slice(normal, [0, 0, 0, 0], [-1, -1, -1, 2]));
    const byHand = [last, finest, alone].flatMap(({ parameters }) => parameters);
    expect(bijector.parameters.map(({ variable }) => values(variable))).toEqual(
      byHand.map(({ variable }) => values(variable)),
    );
  });

  it('lists its parameters under levels, splits and top', () => {
    const bijector = squeezes({ split: 'learned', top: 'learned' });
    expect(bijector.parameters.map(({ path }) => path)).toEqual([
      'splits.0.conditioner.kernel',
      'splits.0.conditioner.bias',
      'splits.0.conditioner.logScale',
      'top.logScale',
      'top.shift',
    ]);
    const norms = multiScale({ levels: [actNorm({ shape: [1, 1, 2] })], top: 'plain' });
    expect(norms.parameters.map(({ path }) => path)).toEqual(['levels.0.logScale', 'levels.0.shift']);
  });

  it('takes vectors as well, with a network for vectors', () => {
    const bijector = multiScale({
      levels: [elementwiseAffine({ features: 1 }), elementwiseAffine({ features: 3 })],
      split: ({ inputs, outputs }) => mlp({ inputs, outputs, hidden: [4], rng: createRng(1) }),
    });
    expect(bijector.latentLayout?.map(({ shape }) => shape)).toEqual([[1], [2]]);
    const x = tensor([1, 2, 3, 4, 5, 6], [2, 3]);
    expect(values(bijector.forward(bijector.inverse(x).value).value)).toEqual(values(x));
  });

  it('rows depend on their batch where those of a part do, and it is recomputable where all parts are', () => {
    const odd = (flags: { rowIndependent?: boolean; recomputable?: boolean }) =>
      defineBijector({
        kind: 'odd',
        dataShape: [2, 2, 2],
        ...flags,
        forward: (z) => ({ value: z, logDet: ones([z.shape[0]!]) }),
        inverse: (x) => ({ value: x, logDet: mul(ones([x.shape[0]!]), -1) }),
        config: () => ({}),
      });
    const around = (layer: Bijector) =>
      multiScale({ levels: [layer, squeeze({ shape: [4, 4, 1] })], split: 'plain', top: 'plain' });
    expect(around(odd({}))).toMatchObject({ rowIndependent: true, recomputable: true });
    expect(around(odd({ rowIndependent: false }))).toMatchObject({ rowIndependent: false });
    expect(around(odd({ recomputable: false }))).toMatchObject({ recomputable: false });
  });
});

describe('an error inside of a level', () => {
  const failing = () =>
    defineBijector({
      kind: 'failing',
      dataShape: [2, 2, 2],
      forward: (z) => ({ value: z, logDet: ones([z.shape[0]!]) }),
      inverse: () => {
        throw new FlowError('not-finite', { message: 'Broken.' });
      },
      config: () => ({}),
    });
  const around = () => multiScale({ levels: [failing(), squeeze({ shape: [4, 4, 1] })], top: 'plain' });

  it('carries the path of the level, and leaves no tensor behind', () => {
    const bijector = around();
    const x = randomNormal(createRng(1), [2, 4, 4, 1]);
    const before = memory().numTensors;
    for (const run of [() => bijector.inverse(x), () => bijector.inversePullback(x)]) {
      expect(run).toThrow(expect.objectContaining({ code: 'not-finite', path: 'levels.0' }));
      expect(memory().numTensors).toBe(before);
    }
  });

  it('on the way back as well', () => {
    const bijector = invert(around());
    const x = randomNormal(createRng(1), [2, 4, 4, 1]);
    const before = memory().numTensors;
    expect(() => bijector.forwardPullback(x)).toThrow(/Broken/);
    expect(memory().numTensors).toBe(before);
  });
});

describe('multiScale refuses', () => {
  const level = () => squeeze({ shape: [4, 4, 1] });

  it.each<[string, () => unknown, RegExp]>([
    ['no levels', () => multiScale({ levels: [] }), /at least one level/],
    [
      'a level that does not take the coarser one, with its path',
      () => multiScale({ levels: [actNorm({ shape: [1, 1, 2] }), level()] }),
      /levels\.1.*more features, which leave/,
    ],
    [
      'a level of which nothing leaves',
      () => multiScale({ levels: [actNorm({ shape: [2, 2, 4] }), level()] }),
      /\[2, 2, more than 4\]/,
    ],
    [
      'levels from fine to coarse',
      () => multiScale({ levels: [level(), squeeze({ shape: [2, 2, 2] })] }),
      /coarser one \(before it in the list\)/,
    ],
    ['classes without a number', () => squeezes({ top: 'classes' }), /\(classes\)/],
    ['classes with another top', () => squeezes({ top: 'learned', classes: 3 }), /only with top: 'classes'/],
    ['a split that there is not', () => squeezes({ split: 'half' as 'plain' }), /'plain' or 'learned'/],
    [
      'a network of another size, with its path',
      () => squeezes({ split: ({ inputs }) => mlp({ inputs, outputs: 1, hidden: [], rng: createRng(0) }) }),
      /splits\.0/,
    ],
  ])('%s', (_, build, message) => {
    expect(build).toThrow(message);
  });

  it.each<[string, Record<string, Json>, string]>([
    ['shapes of its latents', { latentShapes: [[1, 1, 8]] }, 'invalid-file'],
    ['number of splits', { splits: [] }, 'shape-mismatch'],
    ['top of another size', { top: { kind: 'elementwiseAffine', features: 3 } }, 'shape-mismatch'],
    ['split of another size', { splits: [{ kind: 'permutation', order: [1, 0] }] }, 'shape-mismatch'],
  ])('a saved configuration with another %s', (_, damage, code) => {
    const config = JSON.parse(JSON.stringify(squeezes({ split: 'learned' }).config()));
    expect(bijectorFromConfig(config).kind).toBe('multiScale');
    expect(() => bijectorFromConfig({ ...config, ...damage })).toThrow(expect.objectContaining({ code }));
  });
});

it('gradients of a variable that two levels share are summed', () => {
  const shift = createParameter('shift', 'bias', [1], () => zeros([1]));
  const moved = (features: number) =>
    defineBijector({
      kind: 'moved',
      dataShape: [features],
      parameters: [shift],
      forward: (z) => ({ value: add(z, shift.variable), logDet: zeros([z.shape[0]!]) }),
      inverse: (x) => ({ value: sub(x, shift.variable), logDet: zeros([x.shape[0]!]) }),
      config: () => ({ features }),
    });
  const bijector = multiScale({ levels: [moved(1), moved(3)], split: 'plain', top: 'plain' });
  const run = bijector.inversePullback(tensor([1, 2, 3], [1, 3]));
  const { dx, gradients } = run.pullback(ones([1, 3]), ones([1]));
  // z = x − t, and the feature that stays once more.
  expect(values(gradients.get(shift.variable)!)).toEqual([-4]);
  expect(values(dx)).toEqual([1, 1, 1]);
});
