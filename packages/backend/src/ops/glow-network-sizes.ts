// How the Glow network is cut into blocks of image lines, and the geometry of its 3x3 filters.
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Geometry } from '../kernels/convolution-geometry.ts';
import type { Address, Kernels } from '../kernels/exports.ts';
import type { Product } from '../kernels/product.ts';
import type { GlowNetworkParameters } from './glow-network.ts';

/** Positions that run through the network together, while in the cache: as many whole lines as fit, at least one. */
const BLOCK_ROWS = 256;
export const TAPS = 9;
/** Of the last convolution's log-scale. */
export const GAIN = 3;

export type Sizes = {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly inputs: number;
  readonly first: number;
  readonly second: number;
  readonly outputs: number;
  /** Lines, and positions, of a block. */
  readonly lines: number;
  readonly rows: number;
};

export function sizesOf(x: Tensor, { shift1, shift2, bias3 }: GlowNetworkParameters): Sizes {
  const [batch = 0, height = 0, width = 0, inputs = 0] = x.shape;
  const lines = Math.max(1, Math.min(batch * height, Math.floor(BLOCK_ROWS / Math.max(width, 1))));
  return {
    ...{ batch, height, width, inputs, first: shift1.size, second: shift2.size, outputs: bias3.size },
    ...{ lines, rows: lines * width },
  };
}

/** Calls with the first line and position of each block, and how many they are. */
export function eachBlock(
  { batch, height, width, lines }: Sizes,
  run: (line: number, lines: number, row: number, rows: number) => void,
): void {
  const end = width === 0 ? 0 : batch * height;
  for (let line = 0; line < end; line += lines) {
    const count = Math.min(lines, end - line);
    run(line, count, line * width, count * width);
  }
}

/** A 3x3 filter with stride 1 and padding 'same': turned by half a circle, its geometry is the same. */
export function geometry({ batch, height, width }: Sizes, channels: number): Geometry {
  return {
    ...{ batch, height, width, channels, outHeight: height, outWidth: width },
    ...{ filterHeight: 3, filterWidth: 3, strideY: 1, strideX: 1, top: 1, left: 1 },
  };
}

/** The right side of a product. */
export type Right = Pick<Product, 'b' | 'strideB' | 'transposeB' | 'packedB'>;

/** A right side of four columns or more that exists in its packed form only. */
export function packedRight(packedB: Address): Right {
  // Of a side that is called transposed, `gemmPrepared` reads the packed form however few rows the left has.
  return { b: 0, strideB: 0, transposeB: true, packedB };
}

/** kernel [k, n]·scale [n] in `packedSize(k, n)` floats at `at`. */
export function scaledRight(
  kernels: Kernels,
  kernel: Address,
  scale: Address,
  [k, n]: readonly [number, number],
  at: Address,
): Right {
  if (n > 3) {
    kernels.packScaledB(kernel, scale, k, n, at);
    return packedRight(at);
  }
  kernels.scaleColumns(kernel, scale, at, k, n);
  return { b: at, strideB: 4 * n };
}
