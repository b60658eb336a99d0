import { encode } from 'fast-png';
import type { Canvas } from './canvas.ts';

/** The bytes of a PNG file: 8 bits a channel, no alpha. */
export function encodePng({ width, height, pixels }: Canvas): Uint8Array {
  return encode({ width, height, data: pixels, depth: 8, channels: 3 });
}
