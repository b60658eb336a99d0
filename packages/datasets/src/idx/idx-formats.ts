import type { IdxArray } from './parse-idx.ts';

type Format = {
  readonly code: number;
  /** Of one number. */
  readonly bytes: number;
  readonly create: (count: number) => IdxArray['data'];
  readonly read: (view: DataView, at: number) => number;
  readonly write: (view: DataView, at: number, value: number) => void;
};

/** The types of numbers that IDX files hold; all are big-endian. */
export const IDX_FORMATS: { readonly [dtype in IdxArray['dtype']]: Format } = {
  uint8: {
    code: 8,
    bytes: 1,
    create: (count) => new Uint8Array(count),
    read: (view, at) => view.getUint8(at),
    write: (view, at, value) => view.setUint8(at, value),
  },
  int8: {
    code: 9,
    bytes: 1,
    create: (count) => new Int8Array(count),
    read: (view, at) => view.getInt8(at),
    write: (view, at, value) => view.setInt8(at, value),
  },
  int16: {
    code: 11,
    bytes: 2,
    create: (count) => new Int16Array(count),
    read: (view, at) => view.getInt16(at),
    write: (view, at, value) => view.setInt16(at, value),
  },
  int32: {
    code: 12,
    bytes: 4,
    create: (count) => new Int32Array(count),
    read: (view, at) => view.getInt32(at),
    write: (view, at, value) => view.setInt32(at, value),
  },
  float32: {
    code: 13,
    bytes: 4,
    create: (count) => new Float32Array(count),
    read: (view, at) => view.getFloat32(at),
    write: (view, at, value) => view.setFloat32(at, value),
  },
  float64: {
    code: 14,
    bytes: 8,
    create: (count) => new Float64Array(count),
    read: (view, at) => view.getFloat64(at),
    write: (view, at, value) => view.setFloat64(at, value),
  },
};
