import { createRng, init } from '@flow/backend';
import {
  type Bijector,
  chain,
  defineBijector,
  elementwiseAffine,
  logit,
  reversePermutation,
  uniformDequantise,
} from '@flow/layers';
import { diagonalNormal, standardNormal, uniform } from '@flow/math';
import { gradient, referenceFlow } from '@flow-tooling/reference';
import { relativeError } from '@flow-tooling/testkit';
import {
  add,
  fill,
  matMul,
  memory,
  mul,
  type Tensor,
  type Tensor2D,
  tensor2d,
  tidy,
  variable,
  zeros,
} from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createFlow } from './create-flow.ts';
import type { Flow } from './flow.ts';
import { realNVP } from './real-nvp.ts';
import type { Rows } from './rows.ts';
import { rowsPerBatch } from './rows-per-batch.ts';
import { conditionalFlow, integerFlow, movedFlow, normalRows } from './trained-flow.fixture.ts';

beforeAll(() => init());

let before: number;
const flows: Flow[] = [];
beforeEach(() => {
  before = memory().numTensors;
});
/** Whatever a test does with a flow, nothing but what it holds is left. */
afterEach(() => {
  for (const flow of flows.splice(0)) flow.dispose();
  expect(memory().numTensors).toBe(before);
});
function held(flow: Flow): Flow {
  flows.push(flow);
  return flow;
}

const x = normalRows(createRng(2), 7, 3);
const contexts = normalRows(createRng(3), 7, 2);
const integers = [
  [0, 7, 3],
  [5, 1, 0],
  [2, 2, 6],
];
const valuesOf = (t: Tensor): Float32Array => {
  const values = t.dataSync().slice() as Float32Array;
  t.dispose();
  return values;
};
function expectClose(
  actual: ArrayLike<number> | undefined,
  expected: ArrayLike<number> | undefined,
  digits: number,
) {
  expect(Array.from(actual ?? [])).toEqual(
    Array.from(expected ?? [], (value) => expect.closeTo(value, digits)),
  );
}
const flat = (rows: readonly Float32Array[]) => rows.flatMap((row) => [...row]);
const onTensor = <T>(rows: readonly ArrayLike<number>[], run: (t: Tensor) => T): T => {
  const t = tensor2d(rows.map((row) => Array.from(row)));
  try {
    return run(t);
  } finally {
    t.dispose();
  }
};

describe('arrays and tensors', () => {
  it('give the same log-probabilities, encodings, decodings and scores', () => {
    const flow = held(movedFlow());
    expect(onTensor(x, (t) => valuesOf(flow.logProb(t)))).toEqual(flow.logProb(x));
    for (const method of ['encode', 'decode', 'score'] as const) {
      expect([...onTensor(x, (t) => valuesOf(flow[method](t)))]).toEqual(flat(flow[method](x)));
    }
  });

  it('take a context as rows, as one flat array or as a tensor', () => {
    const flow = held(conditionalFlow());
    const expected = flow.logProb(x, { context: contexts });
    const flatContext = Float32Array.from(flat(contexts));
    expect(flow.logProb(x, { context: flatContext })).toEqual(expected);
    onTensor(contexts, (context) => {
      expect(flow.logProb(x, { context })).toEqual(expected);
      expect(onTensor(x, (t) => valuesOf(flow.logProb(t, { context })))).toEqual(expected);
    });
    expect(onTensor(x, (t) => valuesOf(flow.logProb(t, { context: contexts })))).toEqual(expected);
    expect(flow.logProb(x, { context: contexts.toReversed() })).not.toEqual(expected);
  });

  it('rows, one flat array and any mixture of arrays are the same data', () => {
    const flow = held(movedFlow());
    const expected = flow.logProb(x);
    expect(flow.logProb(Float32Array.from(flat(x)))).toEqual(expected);
    expect(flow.logProb(x.map((row, i) => (i % 2 ? Float64Array.from(row) : [...row])))).toEqual(expected);
    expect(flow.logProb([x[3] as Float32Array])).toEqual(expected.slice(3, 4));
    expect(flow.logProb([])).toEqual(new Float32Array());
  });

  it('data larger than one batch of the engine are the same as in pieces', () => {
    const flow = held(movedFlow({ features: 8, couplings: 1, hidden: [2], context: 1 }));
    const count = 2 ** 17 + 3; // 2²⁰ values are one batch
    const many = createRng(5).normal(8 * count);
    const context = createRng(6).normal(count);
    const whole = flow.logProb(many, { context });
    expect(whole.length).toBe(count);
    for (const start of [0, 2 ** 17 - 1, count - 2]) {
      expect(
        flow.logProb(many.slice(8 * start, 8 * (start + 2)), { context: context.slice(start, start + 2) }),
      ).toEqual(whole.slice(start, start + 2));
    }
    const contextTensor = tensor2d(context, [count, 1]);
    expect(flow.logProb(many, { context: contextTensor })).toEqual(whole);
    contextTensor.dispose();
  });
});

describe('refusals of data', () => {
  const refusal = (code: string, argument?: string) =>
    expect.objectContaining({ code, ...(argument && { argument }) });

  it.each<[string, unknown, string, string]>([
    ['short rows', [[1, 2]], 'shape-mismatch', 'x[0]'],
    [
      'long rows',
      [
        [1, 2, 3],
        [1, 2, 3, 4],
      ],
      'shape-mismatch',
      'x[1]',
    ],
    ['a row that is not in a list', [1, 2, 3], 'shape-mismatch', 'x[0]'],
    ['a flat array with a remainder', new Float32Array(4), 'shape-mismatch', 'x'],
    [
      'NaN',
      [
        [1, 2, 3],
        [1, Number.NaN, 3],
      ],
      'invalid-data',
      'x[1][1]',
    ],
    ['Infinity', [[Number.POSITIVE_INFINITY, 2, 3]], 'invalid-data', 'x[0][0]'],
    ['a number beyond float32', [[1e39, 2, 3]], 'invalid-data', 'x[0][0]'],
    ['null for a missing value', [[1, 2, null]], 'invalid-data', 'x[0][2]'],
    ['undefined for a missing value', [[1, undefined, 3]], 'invalid-data', 'x[0][1]'],
    ['text', [['1', '2', '3']], 'invalid-data', 'x[0][0]'],
    ['a word', 'abc', 'shape-mismatch', 'x'],
    ['a row of text', ['abc'], 'shape-mismatch', 'x[0]'],
    ['nothing', undefined, 'shape-mismatch', 'x'],
    ['null', null, 'shape-mismatch', 'x'],
    ['a number', 5, 'shape-mismatch', 'x'],
  ])('%s', (_, data, code, argument) => {
    const flow = held(movedFlow());
    for (const method of ['logProb', 'encode', 'score', 'trace', 'verify'] as const) {
      expect(() => flow[method](data as Rows)).toThrow(refusal(code, argument));
    }
  });

  it('tensors of another shape or type', () => {
    const flow = held(movedFlow());
    const wrong = [tensor2d([[1, 2]]), tensor2d([[1, 2, 3]], [1, 3], 'int32')];
    for (const method of ['logProb', 'encode', 'decode', 'score'] as const) {
      expect(() => flow[method](wrong[0] as Tensor)).toThrow(refusal('shape-mismatch'));
      expect(() => flow[method](wrong[1] as Tensor)).toThrow(refusal('dtype-mismatch'));
    }
    for (const t of wrong) t.dispose();
  });

  it('a context that is missing, of another width or of another number of rows, in every method', () => {
    const flow = held(conditionalFlow());
    const short = contexts.slice(1);
    const long = [...contexts, contexts[0] as Float32Array];
    const narrow = contexts.map((row) => row.slice(1));
    const methods = ['logProb', 'encode', 'decode', 'score', 'trace', 'verify'] as const;
    for (const method of methods) {
      expect(() => flow[method](x)).toThrow(refusal('context-missing', 'context'));
      for (const context of [short, long]) {
        expect(() => flow[method](x, { context })).toThrow(refusal('shape-mismatch', 'context'));
        onTensor(context, (t) =>
          expect(() => flow[method](x, { context: t })).toThrow(refusal('shape-mismatch', 'context')),
        );
      }
      expect(() => flow[method](x, { context: narrow })).toThrow(refusal('shape-mismatch', 'context[0]'));
    }
    for (const method of ['logProb', 'encode', 'decode', 'score'] as const) {
      for (const context of [short, long]) {
        onTensor(x, (t) =>
          expect(() => flow[method](t, { context })).toThrow(refusal('shape-mismatch', 'context')),
        );
      }
    }
    expect(() => flow.sample(3, { context: long })).toThrow(refusal('shape-mismatch', 'context'));
    expect(() => flow.sampleTensor(3, { context: long })).toThrow(refusal('shape-mismatch', 'context'));
    expect(() => flow.sample(3)).toThrow(refusal('context-missing'));
  });

  it('NaN from a layer is named by its place, also in a conditional flow', () => {
    const flow = held(
      createFlow({
        bijector: chain([elementwiseAffine({ features: 2 }), logit({ shape: [2] }), reversePermutation(2)]),
      }),
    );
    expect(() =>
      flow.logProb([
        [0.5, 0.5],
        [0.5, 3],
      ]),
    ).toThrow(expect.objectContaining({ code: 'not-finite', argument: 'x[1]', path: 'bijector.1' }));
    const conditional = held(movedFlow({ features: 2, context: 1, preprocessing: [logit({ shape: [2] })] }));
    expect(() =>
      conditional.logProb(
        [
          [0.5, 0.5],
          [0.5, 3],
        ],
        { context: [[1], [2]] },
      ),
    ).toThrow(expect.objectContaining({ code: 'not-finite', argument: 'x[1]', path: 'bijector.6' }));
    const ofClasses = held(movedFlow({ features: 2, context: 3, preprocessing: [logit({ shape: [2] })] }));
    const far = [
      [0.5, 0.5],
      [0.5, 3],
    ];
    for (const labels of [1, [0, 2]]) {
      expect(() => ofClasses.logProb(far, { labels })).toThrow(
        expect.objectContaining({ code: 'not-finite', argument: 'x[1]', path: 'bijector.6' }),
      );
    }
  });

  it('a flow of one layer names that layer; a layer that sees noise is found with the same noise', () => {
    const alone = held(createFlow({ bijector: logit({ shape: [1] }) }));
    expect(() => alone.logProb([[3]])).toThrow(expect.objectContaining({ path: 'bijector' }));
    const picky = defineBijector({
      kind: 'picky',
      dataShape: [1],
      forward: (z) => ({ value: z, logDet: fill([z.shape[0] ?? 0], 0) }),
      // Gives NaN for the noisy row 1 only.
      inverse: (z, { rng }) => {
        const noise = rng ? rng.uniform(z.size) : new Float32Array(z.size);
        const last = createRng(0).fork('dequantisation').fork(0).forRows([1]).uniform(1)[0];
        const bad = noise.map((value) => (value === last ? Number.NaN : 0));
        return { value: add(z, tensor2d(bad, [z.size, 1])), logDet: fill([z.shape[0] ?? 0], 0) };
      },
      config: () => ({}),
    });
    const noisy = held(createFlow({ bijector: chain([elementwiseAffine({ features: 1 }), picky]) }));
    expect(noisy.logProb([[1], [2]]).length).toBe(2);
    expect(() => noisy.logProb([[1], [2]], { seed: 0 })).toThrow(
      expect.objectContaining({ code: 'not-finite', argument: 'x[1]', path: 'bijector.1' }),
    );
  });

  it('outside a bounded base the answer is −Infinity, not an error', () => {
    const flow = held(
      createFlow({ bijector: elementwiseAffine({ features: 1 }), base: uniform({ low: [0], high: [1] }) }),
    );
    expect([...flow.logProb([[0.5], [2]])]).toEqual([expect.closeTo(0, 6), -Infinity]);
  });

  it('a base that does not fit, and a schema that describes other data', () => {
    const bijector = elementwiseAffine({ features: 2 });
    expect(() => createFlow({ bijector, base: standardNormal({ features: 3 }) })).toThrow(
      refusal('shape-mismatch', 'base'),
    );
    for (const data of [
      { features: 3 },
      { features: 2, names: ['a'] },
      { features: 2, names: ['a', 3] },
      { features: 2, shape: [2, 2] },
      { features: 2, quantization: { levels: 1 } },
      { features: 2, quantization: null },
    ]) {
      expect(() => createFlow({ bijector, data: data as never })).toThrow(
        refusal('invalid-argument', 'data'),
      );
    }
    bijector.dispose();
  });

  it.each([
    ['features', { features: 1 }],
    ['features', { features: Number.NaN }],
    ['couplings', { features: 2, couplings: -1 }],
    ['couplings', { features: 2, couplings: 2.5 }],
  ])('realNVP: %s of %j', (argument, options) => {
    expect(() => realNVP(options)).toThrow(refusal('invalid-argument', argument));
  });
});

describe('sample', () => {
  it('is a function of its seed', () => {
    const flow = held(movedFlow());
    const first = flow.sample(5, { seed: 3 });
    expect(flow.sample(5, { seed: 3 })).toEqual(first);
    expect(flow.sample(5, { seed: 4 })).not.toEqual(first);
    expect(flow.sample(5)).toEqual(flow.sample(5, { seed: 0 }));
    expect([...valuesOf(flow.sampleTensor(5, { seed: 3 }))]).toEqual(flat(first));
  });

  it('at temperature 0 every sample is the image of the centre, at 1 the model, between them between', () => {
    const flow = held(movedFlow());
    const center = flow.decode([[0, 0, 0]])[0] as Float32Array;
    for (const sample of flow.sample(4, { temperature: 0 })) expect(sample).toEqual(center);
    expect(flow.sample(4, { temperature: 1 })).toEqual(flow.sample(4));
    const latents = (temperature: number) => flow.encode(flow.sample(500, { temperature }));
    const spread = (rows: Float32Array[]) =>
      flat(rows).reduce((sum, z) => sum + z * z, 0) / (3 * rows.length);
    expect(spread(latents(1))).toBeCloseTo(1, 0);
    expect(spread(latents(0.5)) / spread(latents(1))).toBeCloseTo(0.25, 3);
  });

  it('of integer data is integers within their levels; as a tensor it is not rounded', () => {
    const flow = held(integerFlow());
    const samples = flat(flow.sample(200, { temperature: 3 }));
    expect(samples.every((value) => Number.isInteger(value) && value >= 0 && value <= 7)).toBe(true);
    expect(new Set(samples).size).toBe(8);
    const exact = [...valuesOf(flow.sampleTensor(200, { temperature: 3 }))];
    expect(exact.map((value) => Math.min(7, Math.max(0, Math.round(value))))).toEqual(samples);
    expect(exact.some((value) => !Number.isInteger(value))).toBe(true);
  });

  it('listens to its context, one row of it for each sample', () => {
    const flow = held(conditionalFlow());
    const both = flow.sample(2, {
      context: [
        [3, -3],
        [-3, 3],
      ],
    });
    expect(flow.sample(1, { context: [[3, -3]] })[0]).toEqual(both[0]);
    expect(both[0]).not.toEqual(
      flow.sample(2, {
        context: [
          [0, 0],
          [-3, 3],
        ],
      })[0],
    );
  });

  it.each([
    ['n', 0, {}],
    ['n', 1.5, {}],
    ['temperature', 1, { temperature: -1 }],
    ['temperature', 1, { temperature: Number.NaN }],
    ['seed', 1, { seed: -1 }],
    ['seed', 1, { seed: 0.5 }],
  ])('refuses a %s that is none', (argument, n, options) => {
    const flow = held(movedFlow());
    for (const draw of [flow.sample, flow.sampleTensor]) {
      expect(() => draw(n, options)).toThrow(expect.objectContaining({ code: 'invalid-argument', argument }));
    }
  });
});

describe('encode and decode', () => {
  it('undo each other', () => {
    const flow = held(movedFlow());
    expectClose(flat(flow.decode(flow.encode(x))), flat(x), 4);
  });

  it('are exact on integer data', () => {
    const flow = held(integerFlow());
    expect(flow.decode(flow.encode(integers)).map((row) => [...row])).toEqual(integers);
  });

  it('interpolate goes from a to b, straight in the latent', () => {
    const flow = held(movedFlow());
    const [a, b] = [x[0] as Float32Array, x[1] as Float32Array];
    const way = flow.interpolate(a, b, 5);
    expect(way.length).toBe(5);
    const latents = flow.encode(way);
    const [from, to] = flow.encode([a, b]) as [Float32Array, Float32Array];
    latents.forEach((z, step) => {
      const between = Array.from(from, (start, i) => ((4 - step) * start + step * (to[i] as number)) / 4);
      expectClose(z, between, 3);
    });
    expectClose(way[0], a, 4);
    expectClose(way[4], b, 4);
    expect(
      held(integerFlow())
        .interpolate([0, 7, 3], [5, 1, 0], 2)
        .map((row) => [...row]),
    ).toEqual([
      [0, 7, 3],
      [5, 1, 0],
    ]);
  });

  it('interpolate goes from one context to the other', () => {
    const flow = held(conditionalFlow());
    const [a, b] = [x[0] as Float32Array, x[1] as Float32Array];
    const context = [contexts[0] as Float32Array, contexts[1] as Float32Array];
    const way = flow.interpolate(a, b, 3, { context });
    expectClose(way[0], a, 4);
    expectClose(way[2], b, 4);
    const middle = [0, 1].map((i) => ((context[0]?.[i] as number) + (context[1]?.[i] as number)) / 2);
    const latents = flow.encode([a, b], { context });
    const z = [0, 1, 2].map((i) => ((latents[0]?.[i] as number) + (latents[1]?.[i] as number)) / 2);
    expectClose(way[1], flow.decode([z], { context: [middle] })[0], 5);
    onTensor(context, (t) => expect(flow.interpolate(a, b, 3, { context: t })).toEqual(way));
  });

  it.each([1, 0, 2.5, Number.NaN])('interpolate refuses %d steps', (steps) => {
    const flow = held(movedFlow());
    expect(() => flow.interpolate([1, 2, 3], [3, 2, 1], steps)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'steps' }),
    );
  });
});

describe('score', () => {
  it.each<[string, () => Flow, (flow: Flow, rows: Rows) => Float32Array[]]>([
    ['a flow', movedFlow, (flow, rows) => flow.score(rows)],
    ['a conditional flow', conditionalFlow, (flow, rows) => flow.score(rows, { context: contexts })],
  ])('of %s is the slope of logProb', (_, make, score) => {
    const flow = held(make());
    const slopes = score(flow, x);
    const reference = referenceFlow(flow.save());
    slopes.forEach((slope, row) => {
      const call = { context: Float64Array.from(contexts[row] ?? []) };
      const differences = gradient((at) => reference.logProb(at, call), Float64Array.from(x[row] ?? []));
      expect(relativeError(slope, differences)).toBeLessThan(1e-5);
    });
  });

  it('of a standard normal is −x', () => {
    const flow = held(createFlow({ bijector: elementwiseAffine({ features: 3 }) }));
    expect(flat(flow.score(x))).toEqual(flat(x).map((value) => -value));
  });
});

describe('trace', () => {
  it('adds up to logProb, layer by layer from the data to the latent', () => {
    const flow = held(conditionalFlow());
    const steps = flow.trace(x, { context: contexts });
    expect(steps.map(({ path, kind }) => `${path} ${kind}`)).toEqual([
      '5 actNorm',
      '4 affineCoupling',
      '3 actNorm',
      '2 affineCoupling',
      '1 actNorm',
      '0 affineCoupling',
    ]);
    let total = new Float32Array(7);
    for (const { logDet, totalLogDet } of steps) {
      total = total.map((sum, row) => sum + (logDet[row] as number));
      expect(totalLogDet).toEqual(total);
    }
    const latents = steps.at(-1)?.value as Float32Array;
    expect([...latents]).toEqual(flat(flow.encode(x, { context: contexts })));
    const normal = (row: number) =>
      [0, 1, 2].reduce(
        (sum, i) => sum - 0.5 * (latents[3 * row + i] as number) ** 2 - 0.5 * Math.log(2 * Math.PI),
        0,
      );
    const sums = Array.from(total, (sum, row) => normal(row) + sum);
    expectClose(flow.logProb(x, { context: contexts }), sums, 4);
  });

  it('opens chains in chains, and knows a model of one layer', () => {
    const nested = held(
      createFlow({
        bijector: chain([
          chain([reversePermutation(2), elementwiseAffine({ features: 2 })]),
          logit({ shape: [2] }),
        ]),
      }),
    );
    expect(nested.trace([[0.2, 0.4]]).map(({ path }) => path)).toEqual(['1', '0.1', '0.0']);
    const alone = held(createFlow({ bijector: elementwiseAffine({ features: 2 }) }));
    expect(alone.trace([[1, 2]])).toEqual([
      {
        path: '',
        kind: 'elementwiseAffine',
        value: Float32Array.of(1, 2),
        logDet: expect.anything(),
        totalLogDet: expect.anything(),
      },
    ]);
  });
});

describe('summary', () => {
  it('lists the layers on the way to the data with their parameters', () => {
    const flow = held(
      createFlow({
        bijector: chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]),
        base: diagonalNormal({ mean: [0, 0], logScale: [0, 0], trainable: true }),
      }),
    );
    expect(flow.summary()).toBe(
      [
        'path  layer              shape  parameters',
        '      diagonalNormal     [2]             4',
        '0     elementwiseAffine  [2]             4',
        '1     permutation        [2]             0',
        '8 trained parameters',
      ].join('\n'),
    );
    expect(flow.parameterCount).toBe(8);
  });

  it('counts a layer that stands twice once', () => {
    const shared = elementwiseAffine({ features: 2 });
    const flow = held(createFlow({ bijector: chain([shared, reversePermutation(2), shared]) }));
    expect(flow.parameterCount).toBe(4);
  });
});

describe('verify', () => {
  it('finds a healthy flow healthy', () => {
    expect(held(movedFlow()).verify(x)).toEqual({
      roundTripError: expect.toSatisfy((error: number) => error >= 0 && error < 1e-5),
      logDetError: expect.toSatisfy((error: number) => error >= 0 && error < 1e-3),
      logDetRows: 4,
    });
    expect(held(conditionalFlow()).verify(x, { context: contexts }).logDetError).toBeLessThan(1e-3);
    expect(held(integerFlow()).verify(integers).logDetError).toBeLessThan(1e-3);
  });

  /** x = 2z, with a mistake. */
  const doubling = (mistake: 'logDet' | 'value' | 'nan'): Bijector =>
    defineBijector({
      kind: 'doubling',
      dataShape: [3],
      forward: (z) => ({
        value: mul(z, mistake === 'value' ? 2.1 : mistake === 'nan' ? Number.NaN : 2),
        logDet: fill([z.shape[0] ?? 0], 3 * Math.LN2),
      }),
      inverse: (data) => ({
        value: mul(data, 0.5),
        logDet: fill([data.shape[0] ?? 0], mistake === 'logDet' ? -Math.LN2 : -3 * Math.LN2),
      }),
      config: () => ({}),
    });

  it('measures the round trip of integers against the range of their levels', () => {
    const wrong = (levels: number) => {
      const bijector = chain([
        elementwiseAffine({ features: 3 }),
        defineBijector({
          kind: 'off',
          dataShape: [3],
          forward: (z) => ({ value: add(z, 2), logDet: fill([z.shape[0] ?? 0], 0) }),
          inverse: (data) => ({ value: mul(data, 1), logDet: fill([data.shape[0] ?? 0], 0) }),
          config: () => ({}),
        }),
      ]);
      return held(createFlow({ bijector, data: { features: 3, quantization: { levels } } }));
    };
    expect(wrong(256).verify(integers).roundTripError).toBeCloseTo(2 / 255, 6);
    expect(wrong(9).verify(integers).roundTripError).toBeCloseTo(2 / 8, 6);
  });

  it('finds a Jacobian in several batches where a network is wide', () => {
    const wide = tidy(() => variable(zeros([1, 2 ** 19]), false));
    const [there, back] = [
      [2, 1, 3, 0, 4, -1, 0, 0, 0.5],
      [0.5, -0.125, -3.25, 0, 0.25, 0.5, 0, 0, 2],
    ].map((matrix) => tensor2d(matrix, [3, 3])) as [Tensor2D, Tensor2D];
    const constant = (rows: Tensor, value: number) => fill([rows.shape[0] ?? 0], value);
    const bijector = defineBijector({
      kind: 'mixing',
      dataShape: [3],
      parameters: [{ path: 'wide', variable: wide, trainable: false, group: 'weight' }],
      forward: (z) => ({ value: matMul(z as Tensor2D, there), logDet: constant(z, Math.log(4)) }),
      inverse: (data) => ({ value: matMul(data as Tensor2D, back), logDet: constant(data, -Math.log(4)) }),
      config: () => ({}),
    });
    expect(rowsPerBatch(bijector)).toBe(2);
    const verified = held(createFlow({ bijector })).verify(x);
    expect(verified.logDetError).toBeLessThan(1e-6);
    expect(verified.roundTripError).toBeLessThan(1e-5);
    there.dispose();
    back.dispose();
  });

  it('finds a log-det that is not that of the map', () => {
    const { roundTripError, logDetError } = held(createFlow({ bijector: doubling('logDet') })).verify(x);
    expect(roundTripError).toBeLessThan(1e-6);
    // Claimed −log 2 for −3 log 2.
    expect(logDetError).toBeCloseTo((2 * Math.LN2) / (1 + 3 * Math.LN2), 3);
  });

  it('finds an inverse that is none, and one that gives NaN', () => {
    const { roundTripError, logDetError } = held(createFlow({ bijector: doubling('value') })).verify(x);
    expect(roundTripError).toBeGreaterThan(0.01);
    expect(logDetError).toBeLessThan(1e-3);
    expect(held(createFlow({ bijector: doubling('nan') })).verify(x).roundTripError).toBeNaN();
  });
});

describe('bits per dimension', () => {
  it.each([2, 17, 256])(
    'a uniform model of %d levels scores log₂ of that, whatever the data and the seed',
    (levels) => {
      const flow = held(
        createFlow({
          bijector: uniformDequantise({ shape: [2], levels }),
          base: uniform({ low: [0, 0], high: [1, 1] }),
          data: { features: 2, quantization: { levels } },
        }),
      );
      const data = Array.from({ length: 40 }, (_, i) => [i % levels, (7 * i) % levels]);
      for (const seed of [0, 1]) {
        const { mean, standardError, rows } = flow.bitsPerDim(data, { seed });
        expect(Math.abs(mean - Math.log2(levels))).toBeLessThan(1e-6);
        expect(standardError).toBeLessThan(1e-6);
        expect(rows).toBe(40);
      }
    },
  );

  it('is the mean of −log₂ p over rows and dimensions, with its standard error', () => {
    const flow = held(integerFlow());
    const bits = [...flow.logProb(integers, { seed: 0 })].map((logProb) => -logProb / (3 * Math.LN2));
    const mean = bits.reduce((sum, value) => sum + value) / 3;
    const deviation = Math.sqrt(bits.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 2);
    expect(flow.bitsPerDim(integers)).toEqual({
      mean: expect.closeTo(mean, 10),
      standardError: expect.closeTo(deviation / Math.sqrt(3), 10),
      rows: 3,
    });
    expect(flow.bitsPerDim(integers, { seed: 1 }).mean).not.toBe(mean);
  });

  it('is refused where nothing says that the data are integers', () => {
    expect(() => held(movedFlow()).bitsPerDim(x)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'data.quantization' }),
    );
  });
});

describe('initialize', () => {
  it('starts every actNorm from the batch, once', () => {
    const flow = held(realNVP({ features: 3, couplings: 2, hidden: [4], actNorm: true }));
    const data = x.map((row) => row.map((value) => 50 + 5 * value));
    const started = onTensor(data, (t) => tidy(() => [...flow.initialize(t).value.dataSync()]));
    const mean = started.reduce((sum, z) => sum + z, 0) / started.length;
    expect(mean).toBeCloseTo(0, 3);
    onTensor(x, (t) => tidy(() => void flow.initialize(t)));
    expect(flat(flow.encode(data))).toEqual(started);
  });
});

it('a flow that was disposed says so', () => {
  const flow = movedFlow();
  flow.dispose();
  expect(() => flow.logProb(x)).toThrow(expect.objectContaining({ code: 'already-disposed' }));
});
