import { init, type Json } from '@flow/backend';
import { chain, elementwiseAffine, standardise } from '@flow/layers';
import {
  type BaseDistribution,
  diagonalNormal,
  fullNormal,
  logistic,
  matrix,
  normalMixture,
  studentT,
  uniform,
} from '@flow/math';
import { referenceFlow, dequantisationNoise as referenceNoise } from '@flow-tooling/reference';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { loadFlow } from './model-file.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';
import { conditionalFlow, everyLayer, integerFlow, moved, movedFlow } from './trained-flow.fixture.ts';

beforeAll(() => init());

const pixels = [
  [0, 15, 7, 3],
  [8, 8, 1, 14],
];
const contexts = [
  [0.3, -1],
  [2, 0.5],
];

const bases: Record<string, () => BaseDistribution> = {
  diagonalNormal: () => diagonalNormal({ mean: [1, 2], logScale: [0.1, -0.2], trainable: true }),
  fullNormal: () =>
    fullNormal({
      mean: [1, 2],
      covariance: matrix([
        [2, 1],
        [1, 2],
      ]),
    }),
  logistic: () => logistic({ location: [0, 1], logScale: [0, 0.5] }),
  normalMixture: () =>
    normalMixture({
      means: [
        [0, 1],
        [2, 3],
      ],
      logScales: [
        [0, 0],
        [0.1, 0.2],
      ],
      weights: [0.3, 0.7],
    }),
  studentT: () => studentT({ location: [0, 1], logScale: [0, 0.5], degreesOfFreedom: 4 }),
  uniform: () => uniform({ low: [-9, -9], high: [9, 8] }),
};

describe('a saved flow', () => {
  const flows: Record<string, () => Flow> = {
    'every kind of layer': everyLayer,
    'a conditional flow': conditionalFlow,
    'integer data': integerFlow,
    'a lone layer': () => createFlow({ bijector: standardise({ mean: [1, 2], std: [3, 4] }) }),
    ...Object.fromEntries(
      Object.entries(bases).map(([kind, base]) => [
        `base ${kind}`,
        () => moved(createFlow({ bijector: elementwiseAffine({ features: 2 }), base: base() })),
      ]),
    ),
  };

  it.each(Object.entries(flows))('comes back bit by bit: %s', (_, make) => {
    const flow = make();
    const bytes = flow.save();
    const before = memory().numTensors;
    const again = loadFlow(bytes);
    expect(again.save()).toEqual(bytes);
    expect(again.parameters.map(({ path, group, trainable }) => [path, group, trainable])).toEqual(
      flow.parameters.map(({ path, group, trainable }) => [path, group, trainable]),
    );
    again.parameters.forEach(({ variable }, i) => {
      expect(variable.dataSync()).toEqual(flow.parameters[i]?.variable.dataSync());
    });
    expect(again.data).toEqual(flow.data);
    expect(again.summary()).toBe(flow.summary());
    again.dispose();
    expect(memory().numTensors).toBe(before);
  });

  it('computes the same', () => {
    const flow = everyLayer();
    const again = loadFlow(flow.save());
    const options = { context: contexts, seed: 3 };
    expect(again.logProb(pixels, options)).toEqual(flow.logProb(pixels, options));
    expect(again.sample(2, options)).toEqual(flow.sample(2, options));
  });

  it('agrees with the float64 reference, which reads the file by itself', () => {
    const flow = everyLayer();
    const reference = referenceFlow(flow.save());
    const call = (row: number) => ({ context: Float64Array.from(contexts[row] ?? []) });
    flow.logProb(pixels, { context: contexts }).forEach((logProb, row) => {
      const expected = reference.logProb(pixels[row] ?? [], call(row));
      expect(Math.abs(logProb - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
    });
    flow.logProb(pixels, { context: contexts, seed: 5 }).forEach((logProb, row) => {
      const noisy = { ...call(row), noise: referenceNoise(5, 0, row) };
      const expected = reference.logProb(pixels[row] ?? [], noisy);
      expect(Math.abs(logProb - expected)).toBeLessThan(1e-4 * (1 + Math.abs(expected)));
    });
    flow.encode(pixels, { context: contexts }).forEach((latent, row) => {
      const expected = reference.encode(pixels[row] ?? [], call(row));
      latent.forEach((value, i) => {
        expect(Math.abs(value - (expected[i] as number))).toBeLessThan(
          1e-4 * (1 + Math.abs(expected[i] as number)),
        );
      });
    });
  });

  it('holds its tensors by path and says what made it', () => {
    const { metadata, tensors } = readSafetensors(movedFlow({ couplings: 1, actNorm: false }).save());
    expect([...tensors.keys()]).toEqual(
      ['0.kernel', '0.bias', '1.kernel', '1.bias'].map((name) => `bijector.0.conditioner.${name}`),
    );
    expect(JSON.parse(metadata.get('flow') ?? '')).toMatchObject({
      formatVersion: 1,
      bijector: { kind: 'chain', layers: [{ kind: 'affineCoupling', features: 3 }] },
      base: { kind: 'standardNormal', features: 3 },
      data: null,
    });
  });

  it('stands anywhere in a larger buffer', () => {
    const bytes = movedFlow().save();
    const larger = new Uint8Array(bytes.length + 7);
    larger.set(bytes, 5);
    expect(loadFlow(larger.subarray(5, 5 + bytes.length)).save()).toEqual(bytes);
  });
});

type Description = { formatVersion: Json; bijector: Json; base: Json; data: Json };
type Tensors = Map<string, { shape: readonly number[]; values: Float32Array }>;

/** A good file, altered: the description, or the tensors beside it. */
function altered(flow: Flow, change: (description: Description, tensors: Tensors) => unknown): Uint8Array {
  const { metadata, tensors } = readSafetensors(flow.save());
  const held: Tensors = new Map(
    [...tensors].map(([path, { shape, read }]) => [path, { shape, values: read() }]),
  );
  const description = JSON.parse(metadata.get('flow') ?? '') as Description;
  const changed = change(description, held) ?? description;
  return writeSafetensors(held, { flow: typeof changed === 'string' ? changed : JSON.stringify(changed) });
}

const affine = () => createFlow({ bijector: chain([elementwiseAffine({ features: 2 })]) });
const put = (key: keyof Description, value: Json) => (description: Description) => {
  description[key] = value;
};
const layer = (config: object) => put('bijector', { kind: 'chain', layers: [config as Json] });
const net = { kind: 'mlp', inputs: 1, outputs: 2, hidden: [], activation: 'relu', context: 0 };
const coupling = {
  kind: 'affineCoupling',
  features: 2,
  mask: 'even',
  logScale: 'exp',
  bound: 2,
  conditioner: net,
};

describe('a file that lies is refused, and no memory is taken for it', () => {
  const refused = (bytes: Uint8Array, says: RegExp, code = 'invalid-file') => {
    const before = memory();
    expect(() => loadFlow(bytes)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(says) }),
    );
    const after = memory();
    expect(after.numTensors).toBe(before.numTensors);
    expect(after.numBytes).toBe(before.numBytes);
  };

  it.each<[string, RegExp, (description: Description, tensors: Tensors) => unknown]>([
    [
      'no tensor for a parameter',
      /0.shift.*more parameters than the file holds/,
      (_, t) => void t.delete('bijector.0.shift'),
    ],
    [
      'a tensor of no layer',
      /"bijector.0.extra" belongs to no layer/,
      (_, t) => void t.set('bijector.0.extra', { shape: [1], values: new Float32Array(1) }),
    ],
    [
      'a tensor named __proto__',
      /"__proto__" belongs to no layer/,
      (_, t) => void t.set('__proto__', { shape: [1], values: new Float32Array(1) }),
    ],
    [
      'a tensor of another shape',
      /bijector.0.shift.*another shape.*Expected \[2\], got \[1,2\]/,
      (_, t) => void t.set('bijector.0.shift', { shape: [1, 2], values: new Float32Array(2) }),
    ],
    ['another format version', /formatVersion.*Expected 1, got 2/, put('formatVersion', 2)],
    ['no format version', /formatVersion.*got undefined/, () => ({})],
    ['a description that is not JSON', /not JSON/, () => '{'],
    ['a description that is a number', /formatVersion/, () => '3'],
    ['a description that is null', /formatVersion/, () => 'null'],
    ['no bijector', /lacks the bijector or the base/, put('bijector', null)],
    ['a base that is a list', /lacks the bijector or the base/, put('base', [])],
    ['another number of features in the base', /base/, put('base', { kind: 'standardNormal', features: 3 })],
    ['data of another width', /features is 5/, put('data', { features: 5 })],
    ['data that are a word', /schema/, put('data', 'digits')],
    ['NaN for a size', /features/, layer({ kind: 'elementwiseAffine', features: null })],
    ['text for a size', /features/, layer({ kind: 'elementwiseAffine', features: '2' })],
    ['a negative size', /features/, layer({ kind: 'elementwiseAffine', features: -2 })],
    ['a broken size', /features/, layer({ kind: 'elementwiseAffine', features: 2.5 })],
    [
      'an endless size',
      /Infinity/,
      (d) =>
        JSON.stringify({ ...d, bijector: { kind: 'elementwiseAffine', features: 77 } }).replace(
          '77',
          '1e400',
        ),
    ],
    ['no layers', /layers/, put('bijector', { kind: 'chain', layers: [] })],
    ['layers that are no list', /layers/, put('bijector', { kind: 'chain', layers: 'all' })],
    [
      'layers that do not fit',
      /does not fit/,
      layer({
        kind: 'chain',
        layers: [
          { kind: 'elementwiseAffine', features: 2 },
          { kind: 'permutation', order: [0] },
        ],
      }),
    ],
    ['an order that is no permutation', /permutation/, layer({ kind: 'permutation', order: [0, 0] })],
    [
      'PLU with too few rows',
      /fixed part/,
      layer({ kind: 'invertibleLinear', features: 2, parametrisation: 'plu', order: [0], signs: [1, 1] }),
    ],
    [
      'PLU with other signs',
      /fixed part/,
      layer({
        kind: 'invertibleLinear',
        features: 2,
        parametrisation: 'plu',
        order: [0, 1],
        signs: [1, 0.5],
      }),
    ],
    ['an unknown mask', /mask/, layer({ ...coupling, mask: 'stripes' })],
    ['an unknown log-scale', /logScale/, layer({ ...coupling, logScale: 'constructor' })],
    [
      'a network that does not fit',
      /conditioner/,
      layer({ ...coupling, conditioner: { ...net, outputs: 1 } }),
    ],
    ['hidden widths that are text', /hidden/, layer({ ...coupling, conditioner: { ...net, hidden: ['8'] } })],
  ])('%s', (_, says, change) => {
    refused(altered(affine(), change), says);
  });

  it.each<[string, string, (description: Description) => unknown]>([
    ['layer', 'wormhole', layer({ kind: 'wormhole' })],
    ['layer', '__proto__', layer(JSON.parse('{"kind": "__proto__"}'))],
    ['layer', 'constructor', layer({ kind: 'constructor' })],
    ['network', 'brain', layer({ ...coupling, conditioner: { kind: 'brain' } })],
    ['base', 'cauchy', put('base', { kind: 'cauchy', features: 2 })],
  ])('an unknown kind of %s: %s', (_, kind, change) => {
    refused(altered(affine(), change), new RegExp(kind), 'unknown-kind');
  });

  it.each<[string, object]>([
    ['a wide layer', { kind: 'elementwiseAffine', features: 2 ** 40 }],
    ['a large matrix', { kind: 'invertibleLinear', features: 2 ** 20, parametrisation: 'dense' }],
    ['a wide network', { ...coupling, conditioner: { ...net, hidden: [2 ** 33, 2 ** 33] } }],
    ['a wide coupling on a small network', { ...coupling, features: 2 ** 40 }],
    [
      'a wide coupling on a wide network',
      { ...coupling, features: 2 ** 40, conditioner: { ...net, inputs: 2 ** 39, outputs: 2 ** 40 } },
    ],
    [
      'many layers',
      { kind: 'chain', layers: Array(1000).fill({ kind: 'actNorm', features: 2, initialized: true }) },
    ],
  ])('%s asks for more than the file holds', (_, config) => {
    refused(altered(affine(), layer(config)), /more parameters than the file holds|does not fit/);
  });

  it.each(['fullNormal', 'diagonalNormal', 'uniform', 'logistic'])('a %s of a huge size', (kind) => {
    refused(
      altered(affine(), put('base', { kind, features: 2 ** 30, trainable: false })),
      /more parameters than the file holds/,
    );
  });

  it('a mask of another length', () => {
    refused(altered(affine(), layer({ ...coupling, mask: [true] })), /mask/);
  });

  it('a configuration nested without end', () => {
    const nested = '{"kind":"invert","inner":'.repeat(100_000);
    const text = `{"formatVersion":1,"bijector":${nested}{}${'}'.repeat(100_000)},"base":{},"data":null}`;
    refused(
      altered(affine(), () => text),
      /cannot be built|not JSON/,
    );
  });

  it('keys that would reach into prototypes change nothing', () => {
    const text = JSON.stringify({
      formatVersion: 1,
      bijector: { kind: 'chain', layers: [{ kind: 'elementwiseAffine', features: 2 }] },
      base: { kind: 'standardNormal', features: 2 },
      data: null,
    }).replace('"features":2', '"__proto__":{"features":2,"polluted":true}');
    refused(
      altered(affine(), () => text),
      /features/,
    );
    expect('polluted' in {}).toBe(false);
  });

  it('a safetensors file of something else', () => {
    refused(writeSafetensors(new Map(), { format: 'pt' }), /holds no flow/);
  });

  it('a file that is cut off, wherever', () => {
    const bytes = movedFlow({ couplings: 1 }).save();
    for (const length of [0, 1, 7, 8, 9, 10, 100, bytes.length - 401, bytes.length - 4, bytes.length - 1]) {
      refused(bytes.slice(0, length), /short|cut off|not JSON/);
    }
  });
});
