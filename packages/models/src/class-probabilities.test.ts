import { init } from '@flow/backend';
import { contextAffine } from '@flow/layers';
import { tensor } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classAccuracy, classLogProbs, classProbabilities } from './class-probabilities.ts';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { glow } from './glow.ts';
import { realNVP } from './real-nvp.ts';

/** Three normals on the line, with means −1, 0.5, 2 and standard deviations 1, 2, ½. */
const MEANS = [-1, 0.5, 2];
const SPREADS = [1, 2, 0.5];
let flow: Flow;

beforeAll(async () => {
  await init();
  const bijector = contextAffine({ features: 1, context: 3 });
  const kernel = MEANS.flatMap((mean, label) => [mean, Math.log(SPREADS[label]!)]);
  const given = tensor(kernel, [3, 2]);
  bijector.parameters[0]!.variable.assign(given);
  given.dispose();
  flow = createFlow({ bijector });
});
afterAll(() => flow.dispose());

const density = (x: number, label: number) =>
  Math.exp(-0.5 * ((x - MEANS[label]!) / SPREADS[label]!) ** 2) / (SPREADS[label]! * Math.sqrt(2 * Math.PI));
const POINTS = [-3, -0.4, 5, 1.2, 2.3];
const bayes = (x: number, prior: readonly number[]) => {
  const joint = prior.map((share, label) => share * density(x, label));
  return joint.map((each) => each / joint.reduce((sum, value) => sum + value, 0));
};
const close = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 5));
const rows = POINTS.map((x) => [x]);

describe('p(y | x)', () => {
  it('is the density of each class over the sum of all', () => {
    const found = classProbabilities(flow, rows).map((row) => Array.from(row));
    expect(found).toEqual(POINTS.map((x) => close(bayes(x, [1, 1, 1]))));
  });

  it('counts a class as often as the prior says, which need not sum to 1', () => {
    const found = classProbabilities(flow, rows, { prior: [2, 0, 6] }).map((row) => Array.from(row));
    expect(found).toEqual(POINTS.map((x) => close(bayes(x, [0.25, 0, 0.75]))));
  });

  it('comes from log p(x | y), which is there too', () => {
    const found = classLogProbs(flow, rows).map((row) => Array.from(row));
    expect(found).toEqual(POINTS.map((x) => close([0, 1, 2].map((label) => Math.log(density(x, label))))));
  });

  it('holds where every density is below what exp can hold', () => {
    const [row] = classProbabilities(flow, [[-300]]);
    expect(Array.from(row!)).toEqual(close([0, 1, 0]));
  });

  it('is right as often as its largest is the label', () => {
    const found = POINTS.map((x) => bayes(x, [1, 1, 1])).map((p) => p.indexOf(Math.max(...p)));
    expect(found).toEqual([0, 0, 1, 2, 2]);
    expect(classAccuracy(flow, rows, [0, 2, 1, 2, 0])).toEqual({
      accuracy: 0.6,
      standardError: Math.sqrt(0.24 / 5),
      rows: 5,
    });
    expect(classAccuracy(flow, rows, found, { prior: [1, 0, 0] }).accuracy).toBe(0.4);
  });

  it('sees the same noise under each class, by the seed', () => {
    const pictures = glow({ shape: [2, 2, 1], levels: 1, steps: 1, hidden: 2, bits: 2, classes: 2 });
    const x = [[0, 1, 2, 3]];
    // At its start the class says nothing: equal only with the same noise.
    expect(Array.from(classProbabilities(pictures, x, { seed: 4 })[0]!)).toEqual([0.5, 0.5]);
    expect(classLogProbs(pictures, x, { seed: 4 })).toEqual(classLogProbs(pictures, x, { seed: 4 }));
    expect(classLogProbs(pictures, x, { seed: 4 })).not.toEqual(classLogProbs(pictures, x, { seed: 5 }));
    pictures.dispose();
  });
});

describe('p(y | x) is refused', () => {
  const refused = (run: () => unknown) => {
    try {
      run();
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it.each([
    ['no context', {}],
    ['a context of one number, which is no class', { context: 1 }],
  ])('of a flow with %s', (_, options) => {
    const plain = realNVP({ features: 2, couplings: 2, hidden: [3], ...options });
    expect(refused(() => classProbabilities(plain, [[0, 0]]))).toMatchObject({
      code: 'invalid-argument',
      argument: 'flow',
    });
    plain.dispose();
  });

  it.each([
    ['too few', [1, 1]],
    ['a negative one', [1, -1, 1]],
    ['nothing', [0, 0, 0]],
    ['NaN', [1, Number.NaN, 1]],
  ])('with a prior of %s', (_, prior) => {
    expect(refused(() => classProbabilities(flow, rows, { prior }))).toMatchObject({
      code: 'invalid-argument',
      argument: 'prior',
    });
  });

  it('where the labels are not one a row', () => {
    for (const labels of [[0], [0, 0, 0, 0, 0, 0]]) {
      expect(refused(() => classAccuracy(flow, rows, labels))).toMatchObject({
        code: 'shape-mismatch',
        argument: 'labels',
      });
    }
  });

  it.each([9, 3, -1, 1.5, Number.NaN])('where a label is %d, which is none of three classes', (label) => {
    expect(refused(() => classAccuracy(flow, rows, [0, label, 0, 0, 0]))).toMatchObject({
      code: 'invalid-argument',
      argument: 'labels[1]',
      expected: 'a whole number from 0 to 2',
      received: String(label),
    });
  });

  it('where there are no rows, by saying so', () => {
    expect(refused(() => classAccuracy(flow, [], []))).toMatchObject({
      code: 'invalid-data',
      argument: 'x',
      expected: '1 row or more',
      received: '0 rows',
    });
  });

  it('of pictures with values outside of their levels', () => {
    const pictures = glow({ shape: [2, 2, 1], levels: 1, steps: 1, hidden: 2, bits: 2, classes: 2 });
    expect(refused(() => classProbabilities(pictures, [[0, 1, 2, 200]]))).toMatchObject({
      code: 'invalid-data',
      argument: 'x[0][3]',
      expected: 'a number from 0 to 3',
      received: '200',
    });
    pictures.dispose();
  });

  it('of a row that no class can have made', () => {
    const far = refused(() => classProbabilities(flow, [[0], [-3e38]], { prior: [0, 0, 1] }));
    expect(far).toMatchObject({ code: 'invalid-data', argument: 'x[1]' });
  });
});
