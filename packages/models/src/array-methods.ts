import { createRng, FlowError } from '@flow/backend';
import { type Bijector, type Call, type Shape, sizeOf } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import { dispose, reshape, Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { createBatches } from './batches.ts';
import { bitsPerDimOf } from './bits-per-dim.ts';
import { checkLevels, type DataSchema, roundToLevels } from './data-schema.ts';
import type { ContextOption, Flow, LogProbOptions, SampleOptions } from './flow.ts';
import { checkPath, interpolateRows } from './interpolate.ts';
import { labelled } from './labels.ts';
import { cutRows, flattenRows, type Rows } from './rows.ts';
import { rowsPerBatch } from './rows-per-batch.ts';
import { scoreOf } from './score.ts';
import { inverseParts, traceInverse } from './trace.ts';
import { largest, logDetErrors, roundTripErrors } from './verify.ts';

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
  const { map, withCall } = createBatches(contextShape, rowsPerBatch(bijector));
  const conditioned = <T extends ContextOption>(rows: number, options: T) =>
    labelled(options, rows, contextShape);
  const toRows = (flat: Float32Array) => cutRows(flat, features);
  const inUnits = (flat: Float32Array) =>
    toRows(schema?.quantization ? roundToLevels(flat, schema.quantization) : flat);

  const logProb = (x: Rows | Tensor, given: LogProbOptions = {}): Tensor | Float32Array => {
    if (x instanceof Tensor) {
      return withCall(batchOf(x), conditioned(batchOf(x), given), (call) => logProbTensor(x, call));
    }
    const flat = flattenRows('x', x, features);
    const options = conditioned(flat.length / features, given);
    const result = map(flat, dataShape, options, logProbTensor);
    const bad = result.findIndex(Number.isNaN);
    if (bad >= 0) throw notFinite(flat.slice(bad * features, (bad + 1) * features), bad, options);
    return result;
  };
  const run = (argument: string, shape: readonly number[], apply: (input: Tensor, call: Call) => Tensor) => {
    const both = (input: Rows | Tensor, options: ContextOption = {}): Tensor | Float32Array => {
      if (input instanceof Tensor) {
        const rows = batchOf(input);
        return withCall(rows, conditioned(rows, options), (call) => apply(input, call));
      }
      const flat = flattenRows(argument, input, features);
      return map(flat, shape, conditioned(flat.length / features, options), apply);
    };
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

  const ofSamples = ({ label, context }: SampleOptions): ContextOption => ({
    ...(label !== undefined && { labels: label }),
    ...(context && { context }),
  });
  const drawLatents = (n: number, { temperature = 1, seed = 0 }: SampleOptions): Tensor =>
    base.sample(createRng(seed).fork('sample'), n, temperature);

  const notFinite = (row: Float32Array, index: number, options: LogProbOptions): FlowError => {
    const { context } = options;
    const own = {
      ...options,
      ...(context && contextShape && { context: contextOf(context, contextShape, index) }),
    };
    const steps = traceRows(row, own, index);
    const step = steps.find(({ value, logDet }) => ![...value, ...logDet].every(Number.isFinite));
    return new FlowError('not-finite', {
      argument: `x[${index}]`,
      path: step ? ['bijector', ...(step.path ? [step.path] : [])].join('.') : 'base',
      message: `The ${step?.kind ?? base.kind} gives NaN here: the row lies outside what the model can hold.`,
    });
  };
  const traceRows = (flat: Float32Array, options: LogProbOptions, start = 0) => {
    const rows = flat.length / features;
    const run = (call: Call) =>
      tidy(() => traceInverse(inverseParts(bijector), tensor(flat, [rows, ...dataShape]), call));
    return withCall(rows, conditioned(rows, options), run, start);
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
      return decodeInUnits(flat, ofSamples(options)) as Float32Array[];
    },
    sampleTensor: (n, options = {}) =>
      tidy(() => decode(reshape(drawLatents(n, options), [n, ...latentShape]), ofSamples(options)) as Tensor),
    trace: (x, options = {}) => traceRows(flattenRows('x', x, features), options),
    interpolate(a, b, steps, { path = 'linear', ...given } = {}) {
      const { context } = conditioned(2, given);
      const ends = encode([a, b], context ? { context } : {}) as Float32Array;
      const latents = interpolateRows(ends, steps, checkPath(path));
      const between = context && contextShape && interpolateRows(contextsOf(context, contextShape), steps);
      return decodeInUnits(latents, between ? { context: between } : {}) as Float32Array[];
    },
    bitsPerDim(x, options = {}) {
      checkQuantised(schema);
      const flat = flattenRows('x', x, features);
      checkLevels('x', flat, schema);
      return bitsPerDimOf(logProb(flat, { seed: 0, ...options }) as Float32Array, features);
    },
    verify(x, given = {}) {
      const flat = flattenRows('x', x, features);
      const rows = flat.length / features;
      const options = conditioned(rows, given);
      const roundTrips = map(flat, dataShape, options, (part, call) => roundTripErrors(bijector, part, call));
      const logDets = withCall(rows, options, (call) =>
        tidy(() => logDetErrors(bijector, tensor(flat, [rows, ...dataShape]), call)),
      );
      return {
        roundTripError: largest(roundTrips),
        logDetError: largest(logDets),
        logDetRows: logDets.length,
      };
    },
  };
}

function batchOf(input: Tensor): number {
  return input.shape[0] ?? 0;
}

function contextsOf(context: Rows | Tensor, shape: Shape): Float32Array {
  return context instanceof Tensor
    ? (context.dataSync() as Float32Array)
    : flattenRows('context', context, sizeOf(shape));
}

/** The context of one row. */
function contextOf(context: Rows | Tensor, shape: Shape, row: number): Float32Array {
  const size = sizeOf(shape);
  return contextsOf(context, shape).slice(row * size, (row + 1) * size);
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
