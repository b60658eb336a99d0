import { createRng, init, randomNormal } from '@flow/backend';
import { perturb, subjectOf, worstGradientError } from '@flow-tooling/testkit';
import { dispose, fill, memory, mul, ones, tensor, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import { batchNorm } from './batch-norm.ts';
import type { Bijector } from './bijector.ts';
import { chain } from './chain.ts';
import { affineCoupling } from './coupling.ts';
import { defineBijector } from './define-bijector.ts';
import { lawTable } from './law-table.fixture.ts';
import { mlp } from './mlp.ts';
import { multiScale } from './multi-scale.ts';
import { bothWays, expectAlike, run } from './recompute-run.fixture.ts';
import { squeeze } from './squeeze.ts';

beforeAll(() => init());

describe.each(lawTable)('a chain that ends in $name', (row) => {
  it('claims the same from its value alone, and has the same gradients', () => {
    const subject = subjectOf(row);
    const { bijector, x, call } = subject;
    const units = actNorm({ shape: bijector.latentShape });
    perturb(units.parameters, createRng(4));
    expectAlike(chain([units, bijector as Bijector]), x, call);
    units.dispose();
    subject.end();
  });
});

/** x = factor · z + (what a rebuilt input is off by) · z, and how often each direction ran. */
function scaled(factor: number, options: { off?: number; recomputable?: boolean; rowIndependent?: boolean }) {
  const runs: string[] = [];
  const layer = defineBijector({
    kind: 'scaled',
    dataShape: [2],
    recomputable: options.recomputable ?? true,
    rowIndependent: options.rowIndependent ?? true,
    forward(z) {
      runs.push('forward');
      return {
        value: mul(z, factor + (options.off ?? 0)),
        logDet: fill([z.shape[0]!], 2 * Math.log(factor)),
      };
    },
    inverse(x) {
      runs.push('inverse');
      return { value: mul(x, 1 / factor), logDet: fill([x.shape[0]!], -2 * Math.log(factor)) };
    },
    config: () => ({}),
  });
  return { layer, runs };
}

describe('what cannot be rebuilt is stored', () => {
  it.each([{ recomputable: false }, { rowIndependent: false }])('%o: never runs back', (flags) => {
    const { layer, runs } = scaled(2, flags);
    const around = chain([actNorm({ features: 2 }), layer, actNorm({ features: 2 })]);
    run(chain([around, actNorm({ features: 2 })]), tensor2d([[1, 2]]), { memory: 'recompute' });
    expect(runs).toContain('inverse');
    expect(runs).not.toContain('forward');
  });

  it('and what can runs back once', () => {
    const { layer, runs } = scaled(2, {});
    run(chain([layer]), tensor2d([[1, 2]]), { memory: 'recompute' });
    expect(runs.filter((direction) => direction === 'forward')).toHaveLength(1);
  });

  it.each([{ recomputable: false }, { rowIndependent: false }])(
    'as a part of a multi-scale flow: %o',
    (flags) => {
      const { layer, runs } = scaled(2, flags);
      const levels = chain([actNorm({ features: 2 }), layer]);
      const bijector = multiScale({
        levels: [levels, actNorm({ features: 3 })],
        split: 'plain',
        top: 'learned',
      });
      const x = randomNormal(createRng(1), [3, 3]);
      const { stored, recomputed } = bothWays(bijector, x);
      expect(runs).toContain('inverse');
      expect(runs).not.toContain('forward');
      expect(worstGradientError(recomputed.gradients, stored.gradients).error).toBeLessThan(1e-6);
      expect(recomputed.value).toEqual(stored.value);
    },
  );

  it('batch norm in a training step moves its statistics once, and has the gradients of the batch', () => {
    const coupling = (mask: 'even' | 'odd') =>
      affineCoupling({
        features: 4,
        mask,
        conditioner: (sizes) => mlp({ ...sizes, hidden: [6], rng: createRng(1) }),
      });
    const build = () => {
      const layers = chain([coupling('even'), batchNorm({ features: 4 }), coupling('odd')]);
      perturb(layers.parameters, createRng(2));
      return layers;
    };
    const x = randomNormal(createRng(3), [6, 4]);
    const [stored, recomputed] = (['store', 'recompute'] as const).map((how) => {
      const layers = build();
      const { gradients } = run(layers, x, { training: true, memory: how });
      const state = layers.parameters.filter(({ group }) => group === 'state');
      return { gradients, state: state.map(({ variable }) => Array.from(variable.dataSync())) };
    });
    expect(recomputed!.state).toEqual(stored!.state);
    expect(worstGradientError(recomputed!.gradients, stored!.gradients).error).toBeLessThan(1e-5);
  });
});

describe('drift', () => {
  const x = () => tensor2d([[3, 4]]);

  it('on paper: rebuilt as 2.5·(x/2) instead of x is off by a quarter of ‖x‖', () => {
    const { drift } = run(chain([scaled(2, { off: 0.5 }).layer]), x(), { memory: 'recompute' });
    expect(drift).toBeCloseTo(0.25, 6);
  });

  it('grows along layers that are rebuilt, and ends where an input was stored', () => {
    const off = (by = 0.5) => scaled(2, { off: by }).layer;
    const kept = () => scaled(1, { recomputable: false }).layer;
    const driftOf = (layers: Bijector[]) => run(chain(layers), x(), { memory: 'recompute' }).drift;
    expect(driftOf([off(), off()])).toBeCloseTo(0.5625, 6);
    expect(driftOf([off(), kept(), off(0.1)])).toBeCloseTo(0.25, 6);
    expect(driftOf([off(0.1), kept(), off()])).toBeCloseTo(0.25, 6);
    expect(driftOf([off(), kept()])).toBeCloseTo(0.25, 6);
    expect(driftOf([kept(), off()])).toBeCloseTo(0.25, 6);
    expect(driftOf([chain([kept(), off()]), kept()])).toBeCloseTo(0.25, 6);
    expect(driftOf([kept()])).toBeUndefined();
  });

  it('of a multi-scale flow is measured at its end and at each part that is stored', () => {
    const level = (off: number, kept: boolean) =>
      chain([scaled(2, { off }).layer, scaled(1, { recomputable: !kept }).layer]);
    const flat = (inner: Bijector, outer: Bijector) =>
      multiScale({ levels: [inner, outer], split: 'plain', top: 'plain' });
    const wide = (recomputable: boolean) =>
      defineBijector({
        kind: 'wide',
        dataShape: [3],
        recomputable,
        forward: (z) => ({ value: mul(z, 1), logDet: fill([z.shape[0]!], 0) }),
        inverse: (v) => ({ value: mul(v, 1), logDet: fill([v.shape[0]!], 0) }),
        config: () => ({}),
      });
    const three = tensor([3, 4, 0], [1, 3]);
    for (const [inner, outer] of [
      [level(0.5, false), wide(true)],
      [level(0.5, false), wide(false)],
      [level(0.5, true), wide(true)],
    ] as const) {
      expect(run(flat(inner, outer), three, { memory: 'recompute' }).drift).toBeCloseTo(0.25, 6);
    }
  });

  it.each([
    ['infinite where what was rebuilt is not finite', Number.POSITIVE_INFINITY, [3, 4], Infinity],
    ['absolute where all that was given is zero', 0.5, [0, 0], 0],
  ])('is %s', (_, off, row, expected) => {
    const layers = chain([scaled(2, { off }).layer]);
    expect(run(layers, tensor2d([row]), { memory: 'recompute' }).drift).toBe(expected);
  });
});

it('the gradient of a context that several layers share is their sum', () => {
  const coupling = (mask: 'even' | 'odd', seed: number) =>
    affineCoupling({
      features: 4,
      mask,
      conditioner: (sizes) => mlp({ ...sizes, hidden: [6], context: 2, rng: createRng(seed) }),
    });
  const layers = chain([coupling('even', 1), coupling('odd', 2), coupling('even', 3)]);
  perturb(layers.parameters, createRng(4));
  const context = randomNormal(createRng(6), [3, 2]);
  const { stored, recomputed } = bothWays(layers, randomNormal(createRng(5), [3, 4]), { context });
  expect(recomputed.gradients.has('context')).toBe(true);
  expect(worstGradientError(recomputed.gradients, stored.gradients).error).toBeLessThan(1e-5);
});

describe('leaves nothing behind', () => {
  const failing = (at: 'inverse' | 'forward', shape = [2]) =>
    defineBijector({
      kind: 'failing',
      dataShape: shape,
      forward: (z) => {
        if (at === 'forward') throw new RangeError('no way back');
        return { value: mul(z, 1), logDet: fill([1], 0) };
      },
      inverse: (x) => {
        if (at === 'inverse') throw new RangeError('no way');
        return { value: mul(x, 1), logDet: fill([1], 0) };
      },
      config: () => ({}),
    });
  const stored = () => scaled(2, { recomputable: false }).layer;

  const cases: [string, () => Bijector, number[]][] = [
    ['a chain', () => chain([actNorm({ features: 2 }), failing('forward'), stored(), stored()]), [1, 2]],
    [
      'a multi-scale flow',
      () =>
        multiScale({
          levels: [chain([stored(), actNorm({ features: 2 })]), failing('forward', [3])],
          split: 'plain',
        }),
      [1, 3],
    ],
  ];

  it.each(cases)('of %s that fails on the way back', (_, make, shape) => {
    const layers = make();
    const x = ones(shape);
    const [dValue, dLogDet] = [ones(shape), ones([1])];
    const before = memory().numTensors;
    const { value, logDet, pullback } = layers.inversePullback(x, { memory: 'recompute' });
    expect(() => pullback(dValue, dLogDet)).toThrow('no way back');
    dispose([value, logDet]);
    expect(memory().numTensors).toBe(before);
  });

  it.each<[string, () => Bijector, number[]]>([
    ['a chain', () => chain([failing('inverse'), actNorm({ features: 2 }), stored()]), [1, 2]],
    [
      'a multi-scale flow',
      () =>
        multiScale({
          levels: [failing('inverse'), chain([wideStored(), actNorm({ features: 3 })])],
          split: 'plain',
        }),
      [1, 3],
    ],
  ])('of %s that fails on the way there', (_, make, shape) => {
    const layers = make();
    const x = ones(shape);
    const before = memory().numTensors;
    expect(() => layers.inversePullback(x, { memory: 'recompute' })).toThrow('no way');
    expect(memory().numTensors).toBe(before);
  });

  it('where the way back is not taken', () => {
    const layers = chain([
      multiScale({ levels: [squeeze({ shape: [2, 2, 2] }), squeeze({ shape: [4, 4, 1] })] }),
      actNorm({ shape: [4, 4, 1] }),
    ]);
    const x = ones([1, 4, 4, 1]);
    const before = memory().numTensors;
    const { value, logDet, dispose: free } = layers.inversePullback(x, { memory: 'recompute' });
    free();
    dispose([value, logDet]);
    expect(memory().numTensors).toBe(before);
  });
});

function wideStored(): Bijector {
  return defineBijector({
    kind: 'wideStored',
    dataShape: [3],
    recomputable: false,
    forward: (z) => ({ value: mul(z, 1), logDet: fill([z.shape[0]!], 0) }),
    inverse: (x) => ({ value: mul(x, 1), logDet: fill([x.shape[0]!], 0) }),
    config: () => ({}),
  });
}
