import { createRng, FlowError } from '@flow/backend';
import { type Bijector, type Call, sizeOf } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import { dispose, reshape, Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { createBatches } from './batches.ts';
import { bitsPerDimOf } from './bits-per-dim.ts';
import { type DataSchema, roundToLevels } from './data-schema.ts';
import type { ContextOption, Flow, LogProbOptions, SampleOptions } from './flow.ts';
import { interpolateRows } from './interpolate.ts';
import { cutRows, flattenRows, type Rows } from './rows.ts';
import { scoreOf } from './score.ts';
import { inverseParts, traceInverse } from './trace.ts';
import { verifyOn } from './verify.ts';

type Parts = {
  readonly bijector: Bijector;
  readonly base: BaseDistribution;
  readonly schema: DataSchema | undefined;
  logProbTensor(x: Tensor, call: Call): Tensor;
};

type ArrayMethods = Pick<
  Flow,
  | 'logProb'
  | 'sample'
  | 'sampleTensor'
  | 'encode'
  | 'decode'
  | 'score'
  | 'trace'
  | 'interpolate'
  | 'bitsPerDim'
  | 'verify'
>;

/** What users call: each function for arrays, in batches of bounded memory, and for tensors, as it is. */
export function createArrayMethods({ bijector, base, schema, logProbTensor }: Parts): ArrayMethods {
  const { dataShape, latentShape, contextShape } = bijector;
  const features = sizeOf(dataShape);
  const { map, callFor } = createBatches(contextShape);
  const toRows = (flat: Float32Array) => cutRows(flat, features);
  const inUnits = (flat: Float32Array) =>
    toRows(schema?.quantization ? roundToLevels(flat, schema.quantization) : flat);

  const logProb = (x: Rows | Tensor, options: LogProbOptions = {}): Tensor | Float32Array => {
    if (x instanceof Tensor)
      return withCall(callFor(x.shape[0] as number, options), (call) => logProbTensor(x, call));
    const flat = flattenRows('x', x, features);
    const result = map(flat, dataShape, options, logProbTensor);
    const bad = result.findIndex(Number.isNaN);
    if (bad >= 0) throw notFinite(flat.slice(bad * features, (bad + 1) * features), bad);
    return result;
  };
  const run = (argument: string, shape: readonly number[], apply: (input: Tensor, call: Call) => Tensor) => {
    const both = (input: Rows | Tensor, options: ContextOption = {}): Tensor | Float32Array =>
      input instanceof Tensor
        ? withCall(callFor(input.shape[0] as number, options), (call) => apply(input, call))
        : map(flattenRows(argument, input, features), shape, options, apply);
    return both;
  };
  const encode = run('x', dataShape, (x, call) => tidy(() => bijector.inverse(x, call).value));
  const decode = run('z', latentShape, (z, call) => tidy(() => bijector.forward(z, call).value));
  const score = run('x', dataShape, (x, call) => scoreOf(bijector, base, x, call));
  const asRows = (result: Tensor | Float32Array) => (result instanceof Tensor ? result : toRows(result));
  const decodeInUnits = (z: Rows | Tensor, options?: ContextOption) => {
    const x = decode(z, options);
    return x instanceof Tensor ? x : inUnits(x);
  };

  const drawLatents = (n: number, { temperature = 1, seed = 0 }: SampleOptions): Tensor =>
    base.sample(createRng(seed).fork('sample'), n, temperature);

  const notFinite = (row: Float32Array, index: number): FlowError => {
    const steps = traceRows([row], {});
    const step = steps.find(({ value, logDet }) => ![...value, ...logDet].every(Number.isFinite));
    return new FlowError('not-finite', {
      argument: `x[${index}]`,
      path: step ? ['bijector', ...(step.path ? [step.path] : [])].join('.') : 'base',
      message: `The ${step?.kind ?? base.kind} gives NaN here: the row lies outside what the model can hold.`,
    });
  };
  const traceRows = (x: Rows, options: ContextOption) => {
    const flat = flattenRows('x', x, features);
    const rows = flat.length / features;
    return withCall(callFor(rows, options), (call) =>
      tidy(() => traceInverse(inverseParts(bijector), tensor(flat, [rows, ...dataShape]), call)),
    );
  };

  return {
    logProb: logProb as Flow['logProb'],
    encode: ((x: Rows | Tensor, options?: ContextOption) => asRows(encode(x, options))) as Flow['encode'],
    decode: decodeInUnits as Flow['decode'],
    score: ((x: Rows | Tensor, options?: ContextOption) => asRows(score(x, options))) as Flow['score'],
    sample(n, options = {}) {
      const z = drawLatents(n, options);
      const flat = z.dataSync() as Float32Array;
      dispose(z);
      return decodeInUnits(flat, options) as Float32Array[];
    },
    sampleTensor: (n, options = {}) =>
      tidy(() => decode(reshape(drawLatents(n, options), [n, ...latentShape]), options) as Tensor),
    trace: (x, options = {}) => traceRows(x, options),
    interpolate: (a, b, steps, options) =>
      decodeInUnits(
        interpolateRows(encode([a, b], options) as Float32Array, steps),
        options,
      ) as Float32Array[],
    bitsPerDim(x, options = {}) {
      checkQuantised(schema);
      return bitsPerDimOf(logProb(x, { seed: 0, ...options }) as Float32Array, features);
    },
    verify(x, options = {}) {
      const flat = flattenRows('x', x, features);
      const rows = flat.length / features;
      return withCall(callFor(rows, options), (call) =>
        tidy(() => verifyOn(bijector, tensor(flat, [rows, ...dataShape]), call)),
      );
    },
  };
}

/** Runs with a call whose context may have been made for it, and frees that. */
function withCall<T>({ call, free }: { call: Call; free: () => void }, run: (call: Call) => T): T {
  try {
    return run(call);
  } finally {
    free();
  }
}

function checkQuantised(schema: DataSchema | undefined): void {
  if (schema?.quantization) return;
  throw new FlowError('invalid-argument', {
    argument: 'data.quantization',
    message: 'Bits per dimension need data on an integer grid: declare its levels when the flow is made.',
    expected: '{ data: { features, quantization: { levels } } }',
    received: 'no quantization',
  });
}
