import { gzipSync } from 'node:zlib';
import { createRng, FlowError } from '@flow/backend';
import { describe, expect, test } from 'vitest';
import { type IdxArray, parseIdx } from './parse-idx.ts';

const CODES = { uint8: 8, int8: 9, int16: 11, int32: 12, float32: 13, float64: 14 };
const SIZES = { uint8: 1, int8: 1, int16: 2, int32: 4, float32: 4, float64: 8 };

function idxFile(dtype: IdxArray['dtype'], shape: number[], values: number[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 + 4 * shape.length + SIZES[dtype] * values.length));
  view.setUint8(2, CODES[dtype]);
  view.setUint8(3, shape.length);
  shape.forEach((size, axis) => {
    view.setUint32(4 + 4 * axis, size);
  });
  values.forEach((value, i) => {
    const at = 4 + 4 * shape.length + SIZES[dtype] * i;
    if (dtype === 'uint8') view.setUint8(at, value);
    if (dtype === 'int8') view.setInt8(at, value);
    if (dtype === 'int16') view.setInt16(at, value);
    if (dtype === 'int32') view.setInt32(at, value);
    if (dtype === 'float32') view.setFloat32(at, value);
    if (dtype === 'float64') view.setFloat64(at, value);
  });
  return new Uint8Array(view.buffer);
}

async function failure(bytes: Uint8Array): Promise<FlowError> {
  const error = await parseIdx(bytes).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof FlowError) return error;
  throw new Error(`expected a FlowError, got ${error}`);
}

const samples = [
  ['uint8', [2, 3], [0, 1, 127, 128, 254, 255]],
  ['int8', [3], [-128, -1, 127]],
  ['int16', [2, 1], [-32768, 258]],
  ['int32', [1, 1, 2], [-2147483648, 16909060]],
  ['float32', [2], [-1.5, 3.4028234663852886e38]],
  ['float64', [1, 2, 1, 1], [Math.PI, -1e-300]],
] as const;

describe.each(samples)('%s of shape %j', (dtype, shape, values) => {
  const file = idxFile(dtype, [...shape], [...values]);

  test.each([
    ['plain', file],
    ['in gzip', new Uint8Array(gzipSync(file))],
    ['an ArrayBuffer', file.slice().buffer],
    ['a view into a larger buffer', new Uint8Array([9, 9, 9, ...file, 9]).subarray(3, -1)],
  ])('%s', async (_, bytes) => {
    const array = await parseIdx(bytes);
    expect([array.dtype, array.shape, [...array.data]]).toEqual([dtype, shape, values]);
    expect(array.data.constructor.name.toLowerCase()).toBe(`${dtype}array`);
  });

  test('each cut is refused, plain and in gzip', async () => {
    for (let length = 0; length < file.length; length++) {
      expect((await failure(file.slice(0, length))).code).toBe('invalid-file');
      expect((await failure(new Uint8Array(gzipSync(file.slice(0, length))))).code).toBe('invalid-file');
    }
  });

  test('a byte too many is refused', async () => {
    expect((await failure(new Uint8Array([...file, 0]))).code).toBe('invalid-file');
    expect((await failure(new Uint8Array(gzipSync(new Uint8Array([...file, 0]))))).code).toBe('invalid-file');
  });
});

test('no rows, and rank 0, which is one number', async () => {
  expect((await parseIdx(idxFile('uint8', [0, 28, 28], []))).shape).toEqual([0, 28, 28]);
  expect([...(await parseIdx(idxFile('int32', [], [7]))).data]).toEqual([7]);
});

test.each([
  ['sizes whose product is huge', idxFile('float64', [0xffffffff, 0xffffffff, 0xffffffff], [1])],
  ['255 sizes whose product is infinite', idxFile('uint8', new Array(255).fill(0xffffffff), [1])],
  ['a type that does not exist', Uint8Array.of(0, 0, 10, 1, 0, 0, 0, 1, 5)],
  ['another file', new TextEncoder().encode('PNG is not IDX')],
])('%s: refused before memory is taken, plain and in gzip', async (_, bytes) => {
  expect((await failure(bytes)).code).toBe('invalid-file');
  expect((await failure(new Uint8Array(gzipSync(bytes)))).code).toBe('invalid-file');
});

test('sizes whose product is not even a number are refused by the header alone', async () => {
  const bomb = new Uint8Array(20_000_000);
  bomb.set(idxFile('uint8', [...new Array(254).fill(0xffffffff), 0], []));
  expect((await failure(new Uint8Array(gzipSync(bomb)))).expected).toBe('a size below 2^53 bytes');
});

test('gzip that swells beyond its header is stopped', async () => {
  const bomb = new Uint8Array(20_000_000);
  bomb.set(idxFile('uint8', [2], [1, 2]));
  expect((await failure(new Uint8Array(gzipSync(bomb)))).message).toContain('more than is accepted');
});

test('gzip whose header promises more than gzip can hold is not inflated', async () => {
  const promise = new Uint8Array(gzipSync(idxFile('uint8', [1_000_000_000], [1])));
  expect((await failure(promise)).received).toBe(`a gzip file of ${promise.length} bytes`);
});

test('random damage to a file is refused or read, never another error', async () => {
  const rng = createRng(1);
  const whole = new Uint8Array(gzipSync(idxFile('int16', [2, 3], [1, 2, 3, 4, 5, 6])));
  for (let trial = 0; trial < 200; trial++) {
    const damaged = whole.slice();
    damaged[rng.integers(1, 0, whole.length)[0]!]! ^= rng.integers(1, 1, 256)[0]!;
    const outcome = await parseIdx(damaged).catch((error: unknown) => error);
    const isRefused = outcome instanceof FlowError && outcome.code === 'invalid-file';
    expect(isRefused || [...(outcome as IdxArray).data].join() === '1,2,3,4,5,6').toBe(true);
  }
});
