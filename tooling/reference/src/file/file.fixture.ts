import type { Json } from '../config.ts';

export type Header = Record<string, unknown>;

/** The bytes of a safetensors file from its header and the float32 numbers behind it. */
export function fileOf(header: Header, values: readonly number[]): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + 4 * values.length);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  values.forEach((value, i) => void view.setFloat32(8 + text.length + 4 * i, value, true));
  return bytes;
}

/** The bytes of a saved model with vectors for tensors. */
export function modelOf(model: Json, tensors: Record<string, readonly number[]> = {}): Uint8Array {
  const header: Header = { __metadata__: { flow: JSON.stringify(model) } };
  const values: number[] = [];
  for (const [name, vector] of Object.entries(tensors)) {
    const start = 4 * values.length;
    values.push(...vector);
    header[name] = { dtype: 'F32', shape: [vector.length], data_offsets: [start, 4 * values.length] };
  }
  return fileOf(header, values);
}
