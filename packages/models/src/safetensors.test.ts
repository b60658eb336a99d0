import { describe, expect, it } from 'vitest';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

const F32 = 'F32';
const two = { dtype: F32, shape: [2], data_offsets: [0, 8] };

/** A file from a header (or its text) and the length of its data. */
function fileOf(header: unknown, dataLength = 0, claimedLength?: bigint): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, claimedLength ?? BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

describe('safetensors', () => {
  it('reads what it wrote, in order and with every bit', () => {
    const values = Float32Array.of(0, -0, 1 / 3, Number.NaN, Number.POSITIVE_INFINITY, 1e-45);
    const file = readSafetensors(
      writeSafetensors(
        new Map([
          ['b.é', { shape: [2, 3], values }],
          ['a', { shape: [], values: Float32Array.of(7) }],
          ['none', { shape: [0, 4], values: new Float32Array() }],
        ]),
        { format: 'pt', note: 'ü "quoted"' },
      ),
    );
    expect([...file.metadata]).toEqual([
      ['format', 'pt'],
      ['note', 'ü "quoted"'],
    ]);
    expect([...file.tensors].map(([name, { shape, read }]) => [name, shape, read()])).toEqual([
      ['b.é', [2, 3], values],
      ['a', [], Float32Array.of(7)],
      ['none', [0, 4], new Float32Array()],
    ]);
  });

  it('writes the format: length, JSON padded with spaces to 8 bytes, little-endian data', () => {
    const bytes = writeSafetensors(new Map([['w', { shape: [2], values: Float32Array.of(1, -2) }]]), {});
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    expect(JSON.parse(text)).toEqual({ __metadata__: {}, w: two });
    expect(text.trimEnd()).toBe(JSON.stringify(JSON.parse(text)));
    expect([...bytes.subarray(8 + length)]).toEqual([0, 0, 128, 63, 0, 0, 0, 192]);
  });

  it('does not need padding or aligned data', () => {
    const bytes = fileOf({ w: { dtype: F32, shape: [1], data_offsets: [0, 4] } }, 4);
    new DataView(bytes.buffer).setFloat32(bytes.length - 4, 1.5, true);
    expect(readSafetensors(bytes).tensors.get('w')?.read()).toEqual(Float32Array.of(1.5));
  });

  const entry = (change: object) => fileOf({ w: { ...two, ...change } }, 8);
  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /too short/],
    ['a few bytes', new Uint8Array(9), /too short/],
    ['no bytes at all', 'model' as never, /read from its bytes/],
    ['a header longer than the file', fileOf({}, 0, 500n), /longer than the file/],
    ['a header of 2⁶⁴ − 1 bytes', fileOf({}, 64, 2n ** 64n - 1n), /longer than the file/],
    ['a header that is cut off', fileOf({ w: two }, 8, 20n), /not JSON/],
    ['a header that is no JSON', fileOf('hello, world', 8), /not JSON/],
    ['a header that is no UTF-8', Uint8Array.of(2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe), /not JSON/],
    ['a header that is a list', fileOf('[1, 2]'), /not a JSON object/],
    ['a header that is null', fileOf('null'), /not a JSON object/],
    ['metadata of numbers', fileOf({ __metadata__: { version: 1 } }), /something else than strings/],
    ['metadata in a list', fileOf({ __metadata__: ['flow'] }), /something else than strings/],
    ['an entry that is null', fileOf({ w: null }, 8), /F32/],
    ['an entry that is a number', fileOf({ w: 3 }, 8), /F32/],
    ['another type', entry({ dtype: 'F64' }), /F32.*F64/],
    ['a list for a type', entry({ dtype: [F32] }), /F32/],
    ['no shape', entry({ shape: undefined }), /shape/],
    ['a negative side', entry({ shape: [-2] }), /shape/],
    ['a broken side', entry({ shape: [0.5, 4] }), /shape/],
    ['text for a side', entry({ shape: ['2'] }), /shape/],
    ['a shape of another size', entry({ shape: [3] }), /needs 12/],
    ['a shape beyond all numbers', entry({ shape: Array(200).fill(2 ** 50) }), /needs Infinity/],
    ['one offset', entry({ data_offsets: [0] }), /data_offsets/],
    ['offsets in text', entry({ data_offsets: ['0', '8'] }), /data_offsets/],
    ['offsets backwards', entry({ data_offsets: [8, 0] }), /outside the data/],
    ['a negative offset', entry({ data_offsets: [-8, 0] }), /data_offsets/],
    ['offsets beyond the data', entry({ data_offsets: [0, 16], shape: [4] }), /outside the data \(8 bytes\)/],
    ['two tensors in one place', fileOf({ a: two, b: two }, 8), /overlap/],
    ['two tensors that overlap', fileOf({ a: two, b: { ...two, data_offsets: [4, 12] } }, 12), /overlap/],
    ['a hole before a tensor', fileOf({ a: two, b: { ...two, data_offsets: [12, 20] } }, 20), /hole/],
    ['a hole at the start', fileOf({ a: { ...two, data_offsets: [4, 12] } }, 12), /hole/],
    ['data of no tensor', fileOf({ a: two }, 9), /belong to no tensor.*1 bytes/],
  ])('refuses %s', (_, bytes, says) => {
    expect(() => readSafetensors(bytes)).toThrow(
      expect.objectContaining({ code: 'invalid-file', message: expect.stringMatching(says) }),
    );
  });

  it('says which tensor is at fault', () => {
    expect(() =>
      readSafetensors(fileOf({ fine: two, 'layers.3.kernel': { ...two, dtype: 'I8' } }, 8)),
    ).toThrow(expect.objectContaining({ argument: 'layers.3.kernel' }));
  });

  it('keys of Object.prototype are names like any other', () => {
    const header = '{"__proto__": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}';
    const { tensors } = readSafetensors(fileOf(header, 8));
    expect([...tensors.keys()]).toEqual(['__proto__']);
    expect('dtype' in {}).toBe(false);
  });
});
