import { createRng, init } from '@flow/backend';
import { add, fill, memory, type Tensor, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import { chain } from './chain.ts';
import { affineCoupling } from './coupling.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { mlp } from './mlp.ts';
import { permutation, reversePermutation } from './permutation.ts';
import { createPullback } from './pullback.ts';
import { bijectorFromConfig } from './registry.ts';
import { standardise } from './standardise.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());

describe('chain', () => {
  it('applies its layers in the order of the list on the way to the data', () => {
    const units = standardise({ mean: [10, 20], std: [2, 4] });
    const swap = reversePermutation(2);
    // Units first: (1, 3) -> (12, 32) -> (32, 12). Swap first: (1, 3) -> (3, 1) -> (16, 24).
    const unitsFirst = chain([units, swap]);
    const swapFirst = chain([swap, units]);
    expect(values(unitsFirst.forward(tensor2d([[1, 3]])).value)).toEqual([32, 12]);
    expect(values(swapFirst.forward(tensor2d([[1, 3]])).value)).toEqual([16, 24]);
    expect(values(unitsFirst.inverse(tensor2d([[32, 12]])).value)).toEqual([1, 3]);
    expect(values(swapFirst.inverse(tensor2d([[16, 24]])).value)).toEqual([1, 3]);
  });

  it('adds the log-dets: log 2 + log 4 + log 3 + log 5', () => {
    const layers = chain([
      standardise({ mean: [0, 0], std: [2, 4] }),
      standardise({ mean: [1, 1], std: [3, 5] }),
    ]);
    const total = Math.log(120);
    expect(values(layers.forward(tensor2d([[1, 3]])).logDet)).toEqual([expect.closeTo(total, 5)]);
    expect(values(layers.inverse(tensor2d([[1, 3]])).logDet)).toEqual([expect.closeTo(-total, 5)]);
  });

  it('initialises from the data end: each layer sees what the ones after it made of the batch', () => {
    const norm = actNorm({ features: 1 });
    const layers = chain([norm, standardise({ mean: [100], std: [10] })]);
    const { value } = layers.initialize(tensor2d([[110], [130]]));
    // In units of the second layer the batch is 1, 3: mean 2, spread 1.
    expect(Object.fromEntries(norm.parameters.map(({ path, variable }) => [path, values(variable)]))).toEqual(
      { logScale: [expect.closeTo(0, 6)], shift: [2] },
    );
    expect(values(value)).toEqual([expect.closeTo(-1, 6), expect.closeTo(1, 6)]);
  });

  it('names parameters by position or by name, through nested chains', () => {
    const inner = () => chain([reversePermutation(2), elementwiseAffine({ features: 2 })]);
    expect(chain([inner()]).parameters.map(({ path }) => path)).toEqual(['0.1.logScale', '0.1.shift']);
    const named = chain([inner(), reversePermutation(2)], { names: ['body', 'end'] });
    expect(named.parameters.map(({ path }) => path)).toEqual(['body.1.logScale', 'body.1.shift']);
    expect(bijectorFromConfig(named.config()).parameters.map(({ path }) => path)).toEqual([
      'body.1.logScale',
      'body.1.shift',
    ]);
  });

  it('gives its context to the layers that have one, and only to them', () => {
    const net = (context: number) => (sizes: { inputs: number; outputs: number }) =>
      mlp({ ...sizes, hidden: [3], context, rng: createRng(0) });
    const mixed = chain([
      affineCoupling({ features: 2, mask: 'even', conditioner: net(3) }),
      affineCoupling({ features: 2, mask: 'odd', conditioner: net(0) }),
    ]);
    expect(mixed.contextShape).toEqual([3]);
    const { value } = mixed.inverse(tensor2d([[1, 2]]), { context: tensor2d([[1, 2, 3]]) });
    expect(values(value)).toEqual([1, 2]);
    expect(() =>
      chain([
        affineCoupling({ features: 2, mask: 'even', conditioner: net(3) }),
        affineCoupling({ features: 2, mask: 'odd', conditioner: net(1) }),
      ]),
    ).toThrow(expect.objectContaining({ code: 'shape-mismatch', expected: '[3]', received: '[1]' }));
  });

  it.each<[string, readonly string[]]>([
    ['too few names', ['a']],
    ['one name twice', ['a', 'a']],
    ['an empty name', ['a', '']],
    ['a dot in a name', ['a', 'b.c']],
  ])('refuses %s', (_, names) => {
    expect(() => chain([reversePermutation(2), reversePermutation(2)], { names })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'names' }),
    );
  });

  it('refuses an empty list, and layers that do not fit, by their place', () => {
    expect(() => chain([])).toThrow(expect.objectContaining({ argument: 'layers' }));
    expect(() => chain([reversePermutation(2), permutation([0, 2, 1])])).toThrow(
      expect.objectContaining({ code: 'shape-mismatch', path: '1', expected: '[2]', received: '[3]' }),
    );
  });

  it('frees every layer, one that stands twice included', () => {
    const before = memory().numTensors;
    const shared = elementwiseAffine({ features: 2 });
    const layers = chain([shared, reversePermutation(2), shared]);
    layers.dispose();
    layers.dispose();
    expect(memory().numTensors).toBe(before);
    const x = tensor2d([[1, 2]]);
    expect(() => layers.inverse(x)).toThrow(expect.objectContaining({ code: 'already-disposed' }));
    expect(() => shared.inverse(x)).toThrow(expect.objectContaining({ code: 'already-disposed' }));
    x.dispose();
  });

  it('frees every gradient where one layer fails on the way back', () => {
    const failing = defineBijector({
      kind: 'failing',
      dataShape: [2],
      forward: (z) => ({ value: z, logDet: fill([1], 0) }),
      inverse: (x) => ({ value: x, logDet: fill([1], 0) }),
      inversePullback: (x) =>
        createPullback(
          { value: add(x, 0), logDet: fill([1], 0) },
          () => {
            throw new RangeError('no way back');
          },
          () => {},
        ),
      config: () => ({}),
    });
    const layers = chain([elementwiseAffine({ features: 2 }), failing, actNorm({ features: 2 })]);
    const x = tensor2d([[1, 2]]);
    const [dValue, dLogDet] = [tensor2d([[1, 1]]), tensor([0])];
    const before = memory().numTensors;
    const run = layers.inversePullback(x);
    expect(() => run.pullback(dValue, dLogDet)).toThrow('no way back');
    run.value.dispose();
    run.logDet.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('a pullback runs once, and frees what it saved also where it never runs', () => {
    const layers = chain([elementwiseAffine({ features: 2 }), actNorm({ features: 2 })]);
    const x = tensor2d([[1, 2]]);
    const [dValue, dLogDet] = [tensor2d([[1, 1]]), tensor([0])];
    const before = memory().numTensors;
    const unused = layers.inversePullback(x);
    unused.dispose();
    unused.dispose();
    const used = layers.inversePullback(x);
    const { dx, gradients } = used.pullback(dValue, dLogDet);
    expect(() => used.pullback(dValue, dLogDet)).toThrow(
      expect.objectContaining({ code: 'already-disposed' }),
    );
    for (const t of [unused.value, unused.logDet, used.value, used.logDet, dx, ...gradients.values()]) {
      t.dispose();
    }
    expect(memory().numTensors).toBe(before);
  });
});
