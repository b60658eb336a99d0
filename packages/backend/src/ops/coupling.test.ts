import { memory, setBackend, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cases, worstError } from '../kernels/reference.fixture.ts';
import { describeOnBoth } from './both-backends.fixture.ts';
import { type Columns, createColumns } from './columns.ts';
import { type CouplingOptions, type CouplingScale, couplingTransform } from './coupling.ts';

const SCALES: CouplingScale[] = [
  { kind: 'bounded', bound: 2 },
  { kind: 'exp' },
  { kind: 'sigmoid' },
  { kind: 'inverseSigmoid' },
  { kind: 'additive' },
];
const OPTIONS = SCALES.flatMap((scale): Required<CouplingOptions>[] => [
  { direction: 'forward', scale, order: 'scaleFirst' },
  { direction: 'inverse', scale, order: 'scaleFirst' },
  { direction: 'forward', scale, order: 'shiftFirst' },
  { direction: 'inverse', scale, order: 'shiftFirst' },
]);

type Numbers = ArrayLike<number>;

function logScaleOf(scale: CouplingScale, raw: number): number {
  if (scale.kind === 'bounded') return scale.bound * Math.tanh(raw / scale.bound);
  if (scale.kind === 'sigmoid') return -Math.log1p(Math.exp(-(raw + 2)));
  if (scale.kind === 'inverseSigmoid') return Math.log1p(Math.exp(-(raw + 2)));
  return scale.kind === 'exp' ? raw : 0;
}

/** value and logDet in float64. */
function reference(
  x: Numbers,
  h: Numbers,
  rows: number,
  positions: number,
  columns: Columns,
  options: CouplingOptions,
) {
  const { indices, features } = columns;
  const count = indices.length;
  const width = options.scale.kind === 'additive' ? count : 2 * count;
  const value = Float64Array.from(x);
  const logDet = new Float64Array(rows / positions);
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < count; j++) {
      const at = row * features + indices[j]!;
      const shift = h[row * width + j]!;
      const s =
        options.scale.kind === 'additive' ? 0 : logScaleOf(options.scale, h[row * width + count + j]!);
      const forward = options.direction === 'forward';
      value[at] =
        options.order === 'shiftFirst'
          ? forward
            ? (x[at]! + shift) * Math.exp(s)
            : x[at]! * Math.exp(-s) - shift
          : forward
            ? x[at]! * Math.exp(s) + shift
            : (x[at]! - shift) * Math.exp(-s);
      logDet[Math.floor(row / positions)]! += forward ? s : -s;
    }
  }
  return { value, logDet };
}

/** Σ of everything that comes out, weighted: its gradient by central differences checks `backward`. */
function weightedSum(result: { value: Numbers; logDet: Numbers }, dValue: Numbers, dLogDet: Numbers): number {
  let total = 0;
  for (let i = 0; i < dValue.length; i++) total += result.value[i]! * dValue[i]!;
  for (let i = 0; i < dLogDet.length; i++) total += result.logDet[i]! * dLogDet[i]!;
  return total;
}

function numericGradient(values: Numbers, run: (values: Float64Array) => number): Float64Array {
  const at = Float64Array.from(values);
  return at.map((value, i) => {
    const step = 1e-5;
    at[i] = value + step;
    const above = run(at);
    at[i] = value - step;
    const below = run(at);
    at[i] = value;
    return (above - below) / (2 * step);
  });
}

function randomCase(seed: number, scale: CouplingScale, largest = 9) {
  const make = cases(seed);
  const [batch, width, features] = [make.size(1, 6), make.size(1, 4), make.size(1, largest)];
  // Every other case is an image batch [batch, height, width, channels].
  const space = seed % 2 === 0 ? [width] : [make.size(1, 3), width];
  const positions = space.reduce((product, size) => product * size);
  const order = Array.from({ length: features }, (_, i) => i).sort(() => (make.flag() ? 1 : -1));
  const columns = createColumns(order.slice(0, make.size(0, features)), features);
  const outputs = (scale.kind === 'additive' ? 1 : 2) * columns.indices.length;
  const x = make.values(batch * positions * features);
  const h = make.values(batch * positions * outputs, 1.5);
  const tensors = {
    x: tensor(x, [batch, ...space, features]),
    h: tensor(h, [batch, ...space, outputs], 'float32'),
  };
  return { make, batch, positions, features, rows: batch * positions, columns, x, h, ...{ tensors } };
}

describeOnBoth('couplingTransform', () => {
  describe.each(OPTIONS)('$scale.kind $direction $order', (options) => {
    it('equals float64 loops for any columns', () => {
      for (let seed = 0; seed < 40; seed++) {
        const { x, h, rows, positions, columns, tensors } = randomCase(seed, options.scale, 70);
        const expected = reference(x, h, rows, positions, columns, options);
        const { value, logDet } = couplingTransform.apply(tensors.x, tensors.h, columns, options);
        expect(value.shape).toEqual(tensors.x.shape);
        expect(worstError(value.dataSync(), expected.value)).toBeLessThan(2e-6);
        expect(worstError(logDet.dataSync(), expected.logDet)).toBeLessThan(3e-6);
      }
    });

    it('has the gradient that central differences of float64 loops give', () => {
      for (let seed = 100; seed < 115; seed++) {
        const { make, batch, x, h, rows, positions, columns, tensors } = randomCase(seed, options.scale);
        const [dValue, dLogDet] = [make.values(x.length), make.values(batch)];
        const upstream = { dValue: tensor(dValue, tensors.x.shape), dLogDet: tensor(dLogDet, [batch]) };
        const { value } = couplingTransform.apply(tensors.x, tensors.h, columns, options);
        const z = options.direction === 'forward' ? tensors.x : value;
        const { dx, dh } = couplingTransform.backward({ z, h: tensors.h }, columns, upstream, options);
        const loss = (xs: Numbers, hs: Numbers) =>
          weightedSum(reference(xs, hs, rows, positions, columns, options), dValue, dLogDet);
        expect(
          worstError(
            dx.dataSync(),
            numericGradient(x, (xs) => loss(xs, h)),
          ),
        ).toBeLessThan(1e-5);
        expect(
          worstError(
            dh.dataSync(),
            numericGradient(h, (hs) => loss(x, hs)),
          ),
        ).toBeLessThan(1e-5);
      }
    });
  });

  it('undoes itself, and its log-determinants cancel', () => {
    for (const { direction, ...rest } of OPTIONS) {
      const { tensors, columns, batch } = randomCase(7, rest.scale, 30);
      const undo = direction === 'forward' ? 'inverse' : 'forward';
      const there = couplingTransform.apply(tensors.x, tensors.h, columns, { direction, ...rest });
      const back = couplingTransform.apply(there.value, tensors.h, columns, { direction: undo, ...rest });
      expect(worstError(back.value.dataSync(), tensors.x.dataSync())).toBeLessThan(1e-6);
      const [up, down] = [there.logDet.dataSync(), back.logDet.dataSync()];
      for (let i = 0; i < batch; i++) expect(up[i]! + down[i]!).toBe(0);
    }
  });

  it('scales first where no order is asked for, shifts first where it is', () => {
    const [z, h, columns] = [
      tensor([3, 4], [1, 2]),
      tensor([2.5, Math.log(2)], [1, 2]),
      createColumns([1], 2),
    ];
    const run = (options: Partial<CouplingOptions>) => {
      const all = { direction: 'forward', scale: { kind: 'exp' }, ...options } as const;
      return couplingTransform.apply(z, h, columns, all).value.dataSync()[1];
    };
    expect(run({})).toBeCloseTo(4 * 2 + 2.5, 5);
    expect(run({ order: 'scaleFirst' })).toBeCloseTo(4 * 2 + 2.5, 5);
    expect(run({ order: 'shiftFirst' })).toBeCloseTo((4 + 2.5) * 2, 5);
  });

  it('takes an empty batch and no columns', () => {
    const options: CouplingOptions = { direction: 'forward', scale: { kind: 'exp' } };
    const empty = couplingTransform.apply(
      tensor([], [0, 3]),
      tensor([], [0, 2]),
      createColumns([1], 3),
      options,
    );
    expect([empty.value.shape, empty.logDet.shape]).toEqual([[0, 3], [0]]);
    const none = couplingTransform.apply(
      tensor([1, 2], [1, 2]),
      tensor([], [1, 0]),
      createColumns([], 2),
      options,
    );
    expect([[...none.value.dataSync()], [...none.logDet.dataSync()]]).toEqual([[1, 2], [0]]);
  });

  it('keeps NaN where it is', () => {
    const options: CouplingOptions = { direction: 'forward', scale: { kind: 'bounded', bound: 2 } };
    const h = tensor([0, 0, 0, NaN], [2, 2]);
    const { value, logDet } = couplingTransform.apply(
      tensor([1, 2, 3, 4], [2, 2]),
      h,
      createColumns([1], 2),
      options,
    );
    expect([...value.dataSync()]).toEqual([1, 2, 3, NaN]);
    expect([...logDet.dataSync()]).toEqual([0, NaN]);
  });

  it('leaves only its results behind', () => {
    const { tensors, columns } = randomCase(3, { kind: 'exp' });
    const before = memory().numTensors;
    const { value, logDet } = couplingTransform.apply(tensors.x, tensors.h, columns, {
      direction: 'inverse',
      scale: { kind: 'exp' },
    });
    expect(memory().numTensors).toBe(before + 2);
    for (const result of [value, logDet] as Tensor[]) result.dispose();
  });

  it('names the argument that does not fit', () => {
    const options: CouplingOptions = { direction: 'forward', scale: { kind: 'exp' } };
    const columns = createColumns([0], 2);
    const x = tensor([1, 2], [1, 2]);
    const run =
      (input: Tensor, h: Tensor, chosen = options) =>
      () =>
        couplingTransform.apply(input, h, columns, chosen);
    expect(run(x, tensor([1], [1, 1]))).toThrow(/\(h\).*Expected \[1,2\], got \[1,1\]/);
    expect(run(tensor([1], [1, 1]), tensor([1, 2], [1, 2]))).toThrow(/\(x\).*Expected \[1,2\], got \[1,1\]/);
    expect(run(x, tensor([1, 2], [1, 2], 'int32'))).toThrow(/dtype-mismatch.*\(h\)/);
    const tooWide: CouplingOptions = { direction: 'forward', scale: { kind: 'bounded', bound: 100 } };
    expect(run(x, tensor([1, 2], [1, 2]), tooWide)).toThrow(/\(bound\)/);
  });
});

describe('both ways of couplingTransform', () => {
  it('agree', async () => {
    for (const options of OPTIONS) {
      const results: Float32Array[] = [];
      for (const backend of ['wasm', 'cpu']) {
        await setBackend(backend);
        const { tensors, columns } = randomCase(5, options.scale, 40);
        const { value, logDet } = couplingTransform.apply(tensors.x, tensors.h, columns, options);
        results.push(Float32Array.of(...value.dataSync(), ...logDet.dataSync()));
      }
      expect(worstError(results[0]!, results[1]!)).toBeLessThan(3e-6);
    }
  });
});
