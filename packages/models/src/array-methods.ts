import { createRng, FlowError } from '@flow/backend';
import { type Bijector, type Call, type Shape, sizeOf } from '@flow/layers';
import type { BaseDistribution } from '@flow/math';
import { dispose, reshape, Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { createBatches } from './batches.ts';
import { bitsPerDimOf } from './bits-per-dim.ts';
import { checkLevels, checkRange, type DataSchema, roundToLevels } from './data-schema.ts';
import type { ContextOption, Flow, LogProbOptions, SampleOptions } from './flow.ts';
import { checkPath, interpolateRows } from './interpolate.ts';
import { labelled, requireContext } from './labels.ts';
import { type NotFinite, notFinite, rowsNotFinite } from './not-finite.ts';
import { cutRows, flattenRows, type Rows } from './rows.ts';
import { rowsPerBatch } from './rows-per-batch.ts';
import { scoreOf } from './score.ts';
import { traceForward, traceInverse } from './trace.ts';
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

/** The space in which a row is given. */
type Side = 'x' | 'z';

/** Makes the error of results that are not finite. @param bad the numbers of their rows @param flat all rows given */
type Refuse = (bad: readonly number[], flat: Float32Array, options: LogProbOptions) => FlowError;

const COOLER =
  'draw at a lower temperature or nearer to the data, or train with a log-scale that is bounded (bounded, sigmoid)';

/** What users call: each function for arrays, in batches of bounded memory, and for tensors, as it is. */
export function createArrayMethods({ bijector, base, schema, logProbTensor }: Parts): ArrayMethods {
  const { dataShape, latentShape, contextShape } = bijector;
  const features = sizeOf(dataShape);
  const { map, withCall } = createBatches(contextShape, rowsPerBatch(bijector));
  const conditioned = <T extends ContextOption>(rows: number, options: T) => {
    requireContext(options, rows, contextShape);
    return labelled(options, rows, contextShape);
  };
  const read = (side: Side, rows: Rows): Float32Array => {
    const flat = flattenRows(side, rows, features);
    if (side === 'x') checkRange(side, flat, schema);
    return flat;
  };
  const toRows = (flat: Float32Array) => cutRows(flat, features);
  const inUnits = (flat: Float32Array) =>
    toRows(schema?.quantization ? roundToLevels(flat, schema.quantization) : flat);

  const logProb = (x: Rows | Tensor, given: LogProbOptions = {}): Tensor | Float32Array => {
    if (x instanceof Tensor) {
      return withCall(batchOf(x), conditioned(batchOf(x), given), (call) => logProbTensor(x, call));
    }
    const flat = read('x', x);
    const options = conditioned(flat.length / features, given);
    const result = map(flat, dataShape, options, logProbTensor);
    // −∞ is an answer: the density is 0 there.
    const bad = rowsNotFinite(result, 1, Number.isNaN);
    if (bad.length > 0) throw outside(bad, flat, options);
    return result;
  };
  const run = (side: Side, apply: (input: Tensor, call: Call) => Tensor) => {
    const shape = side === 'x' ? dataShape : latentShape;
    return {
      tensors: (input: Tensor, given: ContextOption): Tensor =>
        withCall(batchOf(input), conditioned(batchOf(input), given), (call) => apply(input, call)),
      rows(input: Rows, given: ContextOption, refuse: Refuse | undefined): Float32Array {
        const flat = read(side, input);
        const options = conditioned(flat.length / features, given);
        const result = map(flat, shape, options, apply);
        const bad = refuse ? rowsNotFinite(result, features) : [];
        if (refuse && bad.length > 0) throw refuse(bad, flat, options);
        return result;
      },
    };
  };
  const encode = run('x', (x, call) => tidy(() => bijector.inverse(x, call).value));
  const decode = run('z', (z, call) => tidy(() => bijector.forward(z, call).value));
  const score = run('x', (x, call) => scoreOf(bijector, base, x, call));
  const decodeInUnits = (z: Rows, options: ContextOption, refuse: Refuse | undefined) =>
    inUnits(decode.rows(z, options, refuse));

  const ofSamples = (n: number, { label, context }: SampleOptions): ContextOption => {
    const given = {
      ...(label !== undefined && { labels: label }),
      ...(context && { context }),
    };
    requireContext(given, n, contextShape, 'label');
    return given;
  };
  const drawLatents = (n: number, { temperature = 1, seed = 0 }: SampleOptions): Tensor =>
    base.sample(createRng(seed).fork('sample'), n, temperature);

  /** What the first of the bad rows goes through, in words. */
  const refuseAs =
    (side: Side, told: Pick<NotFinite, 'noun' | 'advice'> & Partial<NotFinite>): Refuse =>
    (bad, flat, options) => {
      const first = bad[0] as number;
      const { context } = options;
      const own = {
        ...options,
        ...(context && contextShape && { context: contextOf(context, contextShape, first) }),
      };
      const steps = traceRows(side, flat.slice(first * features, (first + 1) * features), own, first);
      const [argument, rows] = [`${side}[${first}]`, flat.length / features];
      return notFinite({ argument, bad: bad.length, rows, steps, otherwise: base.kind, ...told });
    };
  const traceRows = (side: Side, flat: Float32Array, options: LogProbOptions, start = 0) => {
    const rows = flat.length / features;
    const [shape, trace] = side === 'x' ? [dataShape, traceInverse] : [latentShape, traceForward];
    const run = (call: Call) => tidy(() => trace(bijector, tensor(flat, [rows, ...shape]), call));
    return withCall(rows, conditioned(rows, options), run, start);
  };
  const outside = refuseAs('x', { noun: 'rows', advice: 'they lie outside what the model can hold' });
  const overflows = (noun: string, argument?: string) =>
    refuseAs('z', { noun, advice: COOLER, ...(argument && { argument }) });

  return {
    logProb: logProb as Flow['logProb'],
    encode: ((x: Rows | Tensor, options: ContextOption = {}) =>
      x instanceof Tensor
        ? encode.tensors(x, options)
        : toRows(encode.rows(x, options, outside))) as Flow['encode'],
    decode: ((z: Rows | Tensor, options: ContextOption = {}) =>
      z instanceof Tensor
        ? decode.tensors(z, options)
        : decodeInUnits(z, options, overflows('decoded rows'))) as Flow['decode'],
    score: ((x: Rows | Tensor, options: ContextOption = {}) =>
      x instanceof Tensor
        ? score.tensors(x, options)
        : toRows(score.rows(x, options, outside))) as Flow['score'],
    sample(n, options = {}) {
      const z = drawLatents(n, options);
      const flat = z.dataSync() as Float32Array;
      dispose(z);
      return decodeInUnits(
        flat,
        ofSamples(n, options),
        options.keepNotFinite ? undefined : overflows('samples', 'samples'),
      );
    },
    sampleTensor: (n, options = {}) =>
      tidy(() =>
        decode.tensors(reshape(drawLatents(n, options), [n, ...latentShape]), ofSamples(n, options)),
      ),
    trace: (x, options = {}) => traceRows('x', read('x', x), options),
    interpolate(a, b, steps, { path = 'linear', keepNotFinite = false, ...given } = {}) {
      const { context } = conditioned(2, given);
      const ends = encode.rows([a, b], context ? { context } : {}, outside);
      const latents = interpolateRows(ends, steps, checkPath(path));
      const between = context && contextShape && interpolateRows(contextsOf(context, contextShape), steps);
      return decodeInUnits(
        latents,
        between ? { context: between } : {},
        keepNotFinite ? undefined : overflows('rows on the way', 'interpolate'),
      );
    },
    bitsPerDim(x, options = {}) {
      checkQuantised(schema);
      const flat = flattenRows('x', x, features);
      checkLevels('x', flat, schema);
      return bitsPerDimOf(logProb(flat, { seed: 0, ...options }) as Float32Array, features);
    },
    verify(x, given = {}) {
      const flat = read('x', x);
      const rows = flat.length / features;
      const options = conditioned(rows, given);
      const roundTrips = map(flat, dataShape, options, (part, call) =>
        roundTripErrors(bijector, part, call, schema),
      );
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
