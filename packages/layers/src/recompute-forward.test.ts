import { createGradientStore, createRng, init, randomNormal } from '@flow/backend';
import { activationBytes, perturb, subjectOf } from '@flow-tooling/testkit';
import { dispose, fill, mul, ones, tensor2d } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import type { Bijector, Memory } from './bijector.ts';
import { chain } from './chain.ts';
import { affineCoupling } from './coupling.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { invert } from './invert.ts';
import { lawTable } from './law-table.fixture.ts';
import { mlp } from './mlp.ts';
import { multiScale } from './multi-scale.ts';
import { type Direction, expectAlike, run } from './recompute-run.fixture.ts';
import { squeeze } from './squeeze.ts';

beforeAll(() => init());

describe.each(lawTable)('a chain that starts with $name', (row) => {
  it('towards the data has the same gradients from its value alone', () => {
    const subject = subjectOf(row);
    const { x, call } = subject;
    const bijector = subject.bijector as Bijector;
    const units = actNorm({ shape: bijector.dataShape });
    perturb(units.parameters, createRng(4));
    const { value: z, logDet } = bijector.inverse(x, call);
    expectAlike(chain([bijector, units]), z, { ...call, direction: 'forwardPullback' });
    dispose([z, logDet]);
    units.dispose();
    subject.end();
  });
});

const coupling = (mask: 'even' | 'odd', seed: number) =>
  affineCoupling({
    features: 4,
    mask,
    conditioner: (sizes) => mlp({ ...sizes, hidden: [8], rng: createRng(seed) }),
  });

const couplings = (count: number) => {
  const layers = chain(Array.from({ length: count }, (_, i) => coupling(i % 2 === 0 ? 'even' : 'odd', i)));
  perturb(layers.parameters, createRng(2), 0.3);
  return layers;
};

describe('chains in chains, turned over and in several scales', () => {
  it.each<[string, () => Bijector, number[]]>([
    ['nested', () => chain([couplings(2), chain([couplings(3), couplings(1)])]), [5, 4]],
    ['turned over', () => chain([coupling('odd', 7), invert(couplings(3)), coupling('even', 8)]), [5, 4]],
    ['turned over twice', () => invert(invert(couplings(3))), [5, 4]],
    [
      'in two scales',
      () => {
        const flow = chain([
          multiScale({ levels: [squeeze({ shape: [2, 2, 2] }), squeeze({ shape: [4, 4, 1] })] }),
          actNorm({ shape: [4, 4, 1] }),
        ]);
        perturb(flow.parameters, createRng(3), 0.3);
        return flow;
      },
      [3, 4, 4, 1],
    ],
  ])('%s: the same gradients in both directions', (_, make, shape) => {
    const bijector = make();
    const x = randomNormal(createRng(5), shape);
    expectAlike(bijector, x);
    const { value: z } = bijector.inverse(x);
    expectAlike(bijector, z, { direction: 'forwardPullback' });
  });
});

/** Bytes of activations at the height of a pullback. */
function bytesOf(bijector: Bijector, direction: Direction, how: Memory): number {
  const store = createGradientStore();
  const input = randomNormal(createRng(1), [64, 4]);
  const [dValue, dLogDet] = [ones([64, 4]), ones([64])];
  const step = () => {
    const { value, logDet, ...back } = bijector[direction](input, { memory: how, gradients: store });
    const { dx, gradients } = back.pullback(dValue, dLogDet);
    dispose([value, logDet, dx]);
    return gradients;
  };
  const give = (gradients: ReturnType<typeof step>) =>
    gradients.forEach((gradient, variable) => void store.give(variable, gradient));
  give(step());
  let last: ReturnType<typeof step> | undefined;
  const bytes = activationBytes(() => {
    last = step();
    return last.values();
  });
  if (last) give(last);
  store.dispose();
  return bytes;
}

describe('activations do not grow with depth', () => {
  it.each<[string, Direction, (count: number) => Bijector]>([
    ['towards the data', 'forwardPullback', couplings],
    ['of a chain that is turned over', 'inversePullback', (count) => invert(couplings(count))],
    [
      'of one that is turned over within another',
      'inversePullback',
      (count) => chain([elementwiseAffine({ features: 4 }), invert(couplings(count))]),
    ],
    [
      'of several scales',
      'forwardPullback',
      (count) => multiScale({ levels: [couplings(count)], top: 'learned' }),
    ],
  ])('%s', (_, direction, make) => {
    const [shallow, deep] = [4, 32].map((count) => bytesOf(make(count), direction, 'recompute'));
    expect(deep).toBeLessThanOrEqual(1.25 * (shallow as number));
    expect(bytesOf(make(32), direction, 'store')).toBeGreaterThan(4 * (deep as number));
  });
});

describe('drift towards the data', () => {
  /** z -> 2z, whose inverse is off. */
  const off = (by: number, recomputable = true) =>
    defineBijector({
      kind: 'off',
      dataShape: [2],
      recomputable,
      forward: (z) => ({ value: mul(z, 2), logDet: fill([z.shape[0] as number], 0) }),
      inverse: (x) => ({ value: mul(x, 0.5 * (1 + by)), logDet: fill([x.shape[0] as number], 0) }),
      config: () => ({}),
    });
  const driftOf = (...layers: Bijector[]) =>
    run(chain(layers), tensor2d([[3, 4]]), { direction: 'forwardPullback', memory: 'recompute' }).drift;

  it('is what rebuilt latents are off by', () => {
    expect(driftOf(off(0.25))).toBeCloseTo(0.25, 6);
    expect(driftOf(off(0.25), off(0.25))).toBeCloseTo(0.5625, 6);
  });

  it('ends where what a layer was given is stored', () => {
    expect(driftOf(off(0.25), off(9, false), off(0.1))).toBeCloseTo(0.25, 6);
    expect(driftOf(off(9, false))).toBeUndefined();
  });
});
