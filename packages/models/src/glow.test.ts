import { createRng, init } from '@flow/backend';
import { referenceFlow, dequantisationNoise as referenceNoise } from '@flow-tooling/reference';
import { perturb } from '@flow-tooling/testkit';
import { dispose, memory, tensor } from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { type GlowOptions, glow } from './glow.ts';
import { loadFlow } from './model-file.ts';
import { rowsPerBatch } from './rows-per-batch.ts';

beforeAll(() => init());

const made: Flow[] = [];
const held = (flow: Flow): Flow => {
  made.push(flow);
  return flow;
};
afterEach(() => {
  for (const flow of made.splice(0)) flow.dispose();
});

const SMALL = { shape: [4, 8, 1], levels: 2, steps: 2, hidden: 4, bits: 5, seed: 1 } as const;

/** Whole numbers 0..levels − 1, smooth over the picture. */
function picturesOf({ features, data }: Flow, rows: number, seed = 7): Float32Array {
  const levels = data?.quantization?.levels ?? 2;
  const noise = createRng(seed).normal(rows * features);
  return noise.map((value, at) => {
    const shade = 0.5 + 0.2 * Math.sin(at / 5 + Math.floor(at / features)) + 0.05 * value;
    return Math.min(levels - 1, Math.max(0, Math.floor(levels * shade)));
  });
}

/** Started from its pictures and then moved: nothing is zero or the identity. */
function movedGlow(options: Partial<GlowOptions> = {}, by = 0.05): Flow {
  const flow = held(glow({ ...SMALL, ...options }));
  const x = tensor(picturesOf(flow, 8), [8, ...flow.dataShape]);
  const classes = flow.contextShape?.[0];
  const context = classes && tensor(oneHotOf(8, classes), [8, classes]);
  dispose(Object.values(flow.initialize(x, context ? { context } : {})));
  dispose([x, ...(context ? [context] : [])]);
  perturb(flow.parameters, createRng(3), by);
  return flow;
}

const oneHotOf = (rows: number, classes: number) =>
  Float32Array.from({ length: rows * classes }, (_, at) =>
    at % classes === Math.floor(at / classes) % classes ? 1 : 0,
  );

const rowsOf = (flow: Flow, flat: Float32Array) =>
  Array.from({ length: flat.length / flow.features }, (_, row) =>
    flat.slice(row * flow.features, (row + 1) * flow.features),
  );

const VARIETIES: [string, Partial<GlowOptions>][] = [
  ['as its code has it', {}],
  ['as its paper has it', { variant: 'paper' }],
  ['of bounded scales', { logScale: 'bounded' }],
  ['of scales of another kind than the variant has', { variant: 'paper', logScale: 'sigmoid' }],
  ['additive', { coupling: 'additive' }],
  ['with factored 1x1 convolutions', { permutation: 'plu' }],
  ['with shuffled channels', { permutation: 'shuffle' }],
  ['with channels turned round', { permutation: 'reverse' }],
  ['with edges', { edgeBias: true }],
  ['without a learned top', { learnTop: false }],
  ['of three classes in the top', { classes: 3, classesIn: 'top' }],
  ['with variational dequantisation', { dequantisation: 'variational' }],
  ['of three classes everywhere', { classes: 3 }],
  ['of one level', { levels: 1 }],
];

it('takes the log-scale that it is told, else that of its variant', () => {
  const scales = [{}, { variant: 'paper' }, { logScale: 'bounded' }] as const;
  const saved = scales.map((options) =>
    JSON.stringify(held(glow({ ...SMALL, ...options })).bijector.config()),
  );
  const kinds = saved.map((config) => new Set(config.match(/(?<="logScale":")\w+/g)));
  // The learned splits are plain exponentials in each.
  expect(kinds.map((kind) => [...kind].filter((word) => word !== 'exp'))).toEqual([
    ['inverseSigmoid'],
    [],
    ['bounded'],
  ]);
});

describe.each(VARIETIES)('a glow %s', (_, options) => {
  const labels = options.classes ? { labels: [0, 1, 2] } : {};

  it('is a density: round trip and log-det agree with brute force', () => {
    const flow = movedGlow(options);
    const { roundTripError, logDetError, logDetRows } = flow.verify(picturesOf(flow, 3), labels);
    expect(roundTripError).toBeLessThan(1e-4);
    expect(logDetError).toBeLessThan(1e-5);
    expect(logDetRows).toBe(3);
  });

  it('agrees with the float64 reference, which reads its file', () => {
    const flow = movedGlow(options);
    const reference = referenceFlow(flow.save());
    const pictures = picturesOf(flow, 3);
    const logProbs = flow.logProb(pictures, { seed: 5, ...labels });
    const latents = flow.encode(pictures, labels);
    for (const [row, x] of rowsOf(flow, pictures).entries()) {
      const context = options.classes
        ? { context: Float64Array.from(oneHotOf(3, 3).slice(3 * row, 3 * row + 3)) }
        : {};
      const expected = reference.logProb(x, { ...context, noise: referenceNoise(5, 0, row) });
      expect(Math.abs((logProbs[row] ?? 0) - expected)).toBeLessThan(1e-5 * (1 + Math.abs(expected)));
      const z = reference.encode(x, context);
      latents[row]?.forEach((value, i) => {
        expect(Math.abs(value - (z[i] ?? 0))).toBeLessThan(1e-4 * (1 + Math.abs(z[i] ?? 0)));
      });
    }
  });

  it('is the same after saving and loading', () => {
    const flow = movedGlow(options);
    const again = held(loadFlow(flow.save()));
    const pictures = picturesOf(flow, 3);
    expect(again.logProb(pictures, { seed: 1, ...labels })).toEqual(
      flow.logProb(pictures, { seed: 1, ...labels }),
    );
    expect(again.latentLayout).toEqual(flow.latentLayout);
    expect(again.data).toEqual({ features: 32, shape: [4, 8, 1], quantization: { levels: 32 } });
  });
});

describe('pictures', () => {
  it('come back exactly from their latents', () => {
    const flow = movedGlow({ bits: 8 });
    const pictures = picturesOf(flow, 4);
    expect(flow.decode(flow.encode(pictures))).toEqual(rowsOf(flow, pictures));
  });

  it('come back within 1e-3 of the range of a pixel before they are rounded', () => {
    const flow = movedGlow({ bits: 8, shape: [8, 8, 3], steps: 6 });
    const x = tensor(picturesOf(flow, 4), [4, 8, 8, 3]);
    const z = flow.encode(x);
    const back = flow.decode(z);
    const [given, found] = [x, back].map((t) => t.dataSync<'float32'>()) as [Float32Array, Float32Array];
    const worst = given.reduce((most, value, at) => Math.max(most, Math.abs(value - (found[at] ?? 0))), 0);
    expect(worst / 256).toBeLessThan(1e-3);
    dispose([x, z, back]);
  });

  it('are drawn by their seed; the temperature scales the latent alone', () => {
    const flow = movedGlow();
    expect(flow.sample(3, { seed: 2 })).toEqual(flow.sample(3, { seed: 2 }));
    expect(flow.sample(3, { seed: 2 })).not.toEqual(flow.sample(3, { seed: 3 }));
    const [hot, cold] = [1, 0.5].map((temperature) => flow.sampleTensor(2, { seed: 4, temperature }));
    const [ofHot, ofCold] = [flow.encode(hot!), flow.encode(cold!)];
    const values = ofCold.dataSync();
    ofHot.dataSync().forEach((value, at) => {
      expect(values[at]).toBeCloseTo(0.5 * value, 3);
    });
    dispose([hot!, cold!, ofHot, ofCold]);
    for (const row of flow.sample(3)) {
      expect(row.every((value) => Number.isInteger(value) && value >= 0 && value < 32)).toBe(true);
    }
  });

  it('between two real ones start and end with them, straight or on a sphere', () => {
    const flow = movedGlow();
    const [a, b] = rowsOf(flow, picturesOf(flow, 2)) as [Float32Array, Float32Array];
    for (const path of ['linear', 'spherical'] as const) {
      const way = flow.interpolate(a, b, 4, { path });
      expect([way[0], way[3]]).toEqual([a, b]);
      expect([way[1], way[2]]).not.toContainEqual(a);
    }
    expect(flow.interpolate(a, b, 3)).not.toEqual(flow.interpolate(a, b, 3, { path: 'spherical' }));
  });

  it('have a class each, where the flow knows classes', () => {
    const flow = movedGlow({ classes: 3, classesIn: 'top' });
    const pictures = picturesOf(flow, 3);
    const rows = rowsOf(flow, pictures);
    const each = flow.logProb(pictures, { labels: [2, 0, 1] });
    const context = [
      [0, 0, 1],
      [1, 0, 0],
      [0, 1, 0],
    ];
    expect(flow.logProb(pictures, { context })).toEqual(each);
    expect(flow.logProb([rows[1]!], { labels: 0 })).toEqual(each.slice(1, 2));
    expect(flow.logProb(pictures, { labels: 0 })).not.toEqual(each);
    const samples = flow.sample(2, { label: 1, seed: 3 });
    expect(samples).toEqual(flow.sample(2, { context: [context[2]!, context[2]!], seed: 3 }));
    expect(samples).not.toEqual(flow.sample(2, { label: 0, seed: 3 }));
    expect(flow.sample(2, { label: [1, 0], seed: 3 })[0]).toEqual(samples[0]);
    const [a, b] = [rows[0]!, rows[1]!];
    expect(flow.interpolate(a, b, 3, { labels: [2, 0] })[2]).toEqual(b);
    expect(() => flow.logProb(pictures)).toThrow(expect.objectContaining({ code: 'context-missing' }));
    expect(() => flow.sample(1, { label: 3 })).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => movedGlow().sample(1, { label: 0 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'labels' }),
    );
  });

  it('leave no tensor behind, whatever is asked of them', () => {
    const flow = movedGlow({ classes: 3 });
    const pictures = picturesOf(flow, 3);
    const before = memory().numTensors;
    flow.logProb(pictures, { labels: 1, seed: 1 });
    flow.sample(2, { label: 1 });
    flow.interpolate(pictures.slice(0, 32), pictures.slice(32, 64), 3, { labels: 2, path: 'spherical' });
    flow.verify(pictures, { labels: 0 });
    flow.bitsPerDim(pictures, { labels: 0 });
    expect(memory().numTensors).toBe(before);
  });
});

describe('the latent', () => {
  it('lists its levels, the coarsest first', () => {
    expect(held(glow({ shape: [32, 32, 3], hidden: 2, steps: 1 })).latentLayout).toEqual([
      { level: 0, shape: [4, 4, 48], offset: 0, size: 768 },
      { level: 1, shape: [8, 8, 12], offset: 768, size: 768 },
      { level: 2, shape: [16, 16, 6], offset: 1536, size: 1536 },
    ]);
  });

  it('and every layer stand in the summary, those near the latent first', () => {
    const lines = held(glow({ shape: [4, 4, 1], levels: 2, steps: 1, hidden: 2 }))
      .summary()
      .split('\n');
    expect(lines.map((line) => line.split(/ +/).slice(0, 3).join(' '))).toEqual([
      'path layer shape',
      ' standardNormal [16]',
      'pictures.top elementwiseAffine [8]',
      'pictures.levels.0.steps.0.coupling affineCoupling [1,1,8]',
      'pictures.levels.0.steps.0.permutation invertibleLinear [1,1,8]',
      'pictures.levels.0.steps.0.actNorm actNorm [1,1,8]',
      'pictures.levels.0.squeeze squeeze [2,2,2]',
      'pictures.splits.0 affineCoupling [2,2,4]',
      'pictures.levels.1.steps.0.coupling affineCoupling [2,2,4]',
      'pictures.levels.1.steps.0.permutation invertibleLinear [2,2,4]',
      'pictures.levels.1.steps.0.actNorm actNorm [2,2,4]',
      'pictures.levels.1.squeeze squeeze [4,4,1]',
      'integers uniformDequantise [4,4,1]',
      '572 trained parameters',
    ]);
  });

  it('goes through in batches that the width of the networks bounds', () => {
    const rowsAt = (hidden: number) => rowsPerBatch(held(glow({ ...SMALL, hidden })).bijector);
    // Hidden layers of 2x4 positions at the finest level.
    expect(rowsAt(64)).toBe(2 ** 20 / (8 * 64));
    expect(rowsAt(256)).toBe(2 ** 20 / (8 * 256));
  });
});

describe('refusals', () => {
  const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument });

  it.each([
    [[28, 28, 1], 3, '32x32'],
    [[8, 12, 3], 3, '8x16'],
    [[7, 8, 3], 1, '8x8'],
  ])('of the shape %j with %d levels say how to pad', (shape, levels, padded) => {
    const build = () => glow({ shape, levels });
    expect(build).toThrow(refusal('shape-mismatch', 'shape'));
    expect(build).toThrow(`pad the pictures to ${padded} `);
  });

  it.each<[string, Partial<GlowOptions>, string]>([
    ['a flat shape', { shape: [64] }, 'shape'],
    ['no shape', { shape: undefined as unknown as number[] }, 'shape'],
    ['half a pixel', { shape: [4, 4.5, 1] }, 'shape'],
    ['five channels', { shape: [4, 4, 5] }, 'shape[2]'],
    ['no level', { levels: 0 }, 'levels'],
    ['no step', { steps: 0 }, 'steps'],
    ['no hidden channel', { hidden: 0.5 }, 'hidden'],
    ['nine bits', { bits: 9 }, 'bits'],
    ['no bits', { bits: 0 }, 'bits'],
    ['one class', { classes: 1 }, 'classes'],
    ['another dequantisation', { dequantisation: 'none' as 'uniform' }, 'dequantisation'],
    ['another place of classes', { classes: 2, classesIn: 'nets' as 'top' }, 'classesIn'],
    ['a context beside classes', { classes: 2, context: 3 }, 'context'],
    ['a context of no width', { context: 0 }, 'context'],
    ['another coupling', { coupling: 'spline' as 'affine' }, 'coupling'],
    ['another permutation', { permutation: 'swap' as 'plu' }, 'permutation'],
    ['another variant', { variant: 'book' as 'code' }, 'variant'],
    ['a place of classes without classes', { classesIn: 'top' }, 'classesIn'],
    ['a place of classes beside a context', { classesIn: 'everywhere', context: 3 }, 'classesIn'],
    ['a word for a switch', { edgeBias: 'no' as unknown as boolean }, 'edgeBias'],
    ['a number for a switch', { learnTop: 0 as unknown as boolean }, 'learnTop'],
    ['another log-scale', { logScale: 'tanh' as 'bounded' }, 'logScale'],
  ])('of %s name the argument', (_, options, argument) => {
    expect(() => glow({ ...SMALL, ...options })).toThrow(refusal('invalid-argument', argument));
  });
});

describe('values outside of the levels', () => {
  const refusal = (received: string) =>
    expect.objectContaining({
      code: 'invalid-data',
      argument: 'x[1][2]',
      expected: 'a number from 0 to 31',
      received,
    });
  const fine = Array.from({ length: 32 }, (_, level) => level);
  const withValue = (value: number) => [fine, fine.with(2, value)];

  it.each([32, 300, -1, 31.75, -0.75])('are refused in arrays, wherever they enter: %d', (value) => {
    const flow = held(glow(SMALL));
    for (const method of ['logProb', 'encode', 'score', 'trace', 'verify'] as const) {
      expect(() => flow[method](withValue(value))).toThrow(refusal(String(value)));
      expect(() => flow[method](Float32Array.from(withValue(value).flat()))).toThrow(refusal(String(value)));
    }
    expect(() => flow.interpolate(fine, fine.with(2, value), 3)).toThrow(refusal(String(value)));
  });

  it('are not those between levels, nor latents', () => {
    const flow = held(glow(SMALL));
    for (const value of [0.25, -0.5, 31.5]) expect(flow.logProb(withValue(value))[1]).not.toBeNaN();
    expect(flow.decode([new Float32Array(32).fill(-3)])).toHaveLength(1);
  });

  it('are not looked for in tensors', () => {
    const flow = held(glow(SMALL));
    const x = tensor(withValue(300).flat(), [2, 4, 8, 1]);
    const logProb = flow.logProb(x);
    expect(logProb.shape).toEqual([2]);
    dispose([x, logProb]);
  });
});

describe('classes that are missing', () => {
  const said = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      expect(error).toMatchObject({ code: 'context-missing', argument: 'context', path: '' });
      return String(error);
    }
    return '';
  };

  it('are asked for in the words of each function, and no layer is named', () => {
    const flow = held(glow({ ...SMALL, classes: 3 }));
    const x = tensor(new Float32Array(32), [1, 4, 8, 1]);
    const ways = [() => flow.logProb([new Float32Array(32)]), () => flow.logProb(x)];
    for (const way of ways) {
      expect(said(way)).toContain('{ labels } says which, or { context: oneHot(labels, 3) }');
      expect(said(way)).not.toContain('chain');
    }
    for (const way of [() => flow.sample(1), () => flow.sampleTensor(1)]) {
      expect(said(way)).toContain('{ label } says which, or { context: oneHot(labels, 3) }');
      expect(said(way)).toContain('a context [1, 3]');
    }
    x.dispose();
  });

  it('are no word about a context of one number', () => {
    const flow = held(glow({ ...SMALL, context: 1 }));
    expect(said(() => flow.sample(2))).toContain('give { context }, a row of it for each row. Expected');
  });
});

describe('all probability', () => {
  it('of the 256 pictures of 2x2 pixels and 2 bits is the mass of the samples inside the cube', () => {
    const flow = held(glow({ shape: [2, 2, 1], levels: 1, steps: 3, hidden: 6, bits: 2 }));
    // Started from pictures of noise, so that no density towers above the others.
    const noise = createRng(1).uniform(64 * 4);
    const start = tensor(
      noise.map((u) => Math.floor(4 * u)),
      [64, 2, 2, 1],
    );
    dispose([start, ...Object.values(flow.initialize(start))]);
    perturb(flow.parameters, createRng(3), 0.1);
    const DRAWS = 200;
    const all = Float32Array.from({ length: 256 * 4 }, (_, at) => (Math.floor(at / 4) >> (2 * (at % 4))) & 3);
    // Each picture's probability is the mean density over its bin; one mean of all 256 for each draw of the noise.
    const totals = Array.from({ length: DRAWS }, (_, seed) =>
      flow.logProb(all, { seed }).reduce((sum, logProb) => sum + Math.exp(logProb), 0),
    );
    const total = totals.reduce((sum, value) => sum + value, 0) / DRAWS;
    const spread = totals.reduce((sum, value) => sum + (value - total) ** 2, 0) / (DRAWS - 1) / DRAWS;
    const SAMPLES = 50_000;
    const x = flow.sampleTensor(SAMPLES, { seed: 9 });
    const values = x.dataSync();
    x.dispose();
    // Bins are [k − ½, k + ½): a sample on the integer scale stands at the middle of its bin.
    const inside = Array.from({ length: SAMPLES }, (_, row) =>
      values.subarray(4 * row, 4 * row + 4).every((value) => value >= -0.5 && value < 3.5),
    ).filter(Boolean).length;
    const share = inside / SAMPLES;
    expect(share).toBeGreaterThan(0.2);
    expect(share).toBeLessThan(0.98);
    const standardError = Math.sqrt(spread + (share * (1 - share)) / SAMPLES);
    expect(standardError).toBeLessThan(0.01);
    expect(Math.abs(total - share)).toBeLessThan(3 * standardError);
  });
});
