import type { Address, Kernels } from './exports.ts';

/**
 * A filter that moves over images [batch, height, width, channels] and has one place for every position of a
 * grid [batch, outHeight, outWidth], the first of them `top` and `left` pixels outside the image.
 */
export type Geometry = {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideY: number;
  readonly strideX: number;
  readonly top: number;
  readonly left: number;
};

/** Of stride 1: the filter turned by half a circle, moving over the grid (now images of `channels`). */
export function turned(g: Geometry, channels: number): Geometry {
  return {
    ...g,
    height: g.outHeight,
    width: g.outWidth,
    channels,
    outHeight: g.height,
    outWidth: g.width,
    top: g.filterHeight - 1 - g.top,
    left: g.filterWidth - 1 - g.left,
  };
}

export function taps({ filterHeight, filterWidth }: Geometry): number {
  return filterHeight * filterWidth;
}

/** Numbers in a patch, one row of the patch matrix. */
export function patchSize(g: Geometry): number {
  return taps(g) * g.channels;
}

export function gridSize({ batch, outHeight, outWidth }: Geometry): number {
  return batch * outHeight * outWidth;
}

/** Whether the images are their own patch matrix. */
export function isPointwise(g: Geometry): boolean {
  return (
    taps(g) === 1 &&
    g.strideY === 1 &&
    g.strideX === 1 &&
    g.outHeight === g.height &&
    g.outWidth === g.width &&
    g.top === 0 &&
    g.left === 0
  );
}

/** Rows start to start + count of the patch matrix of x. */
export function takePatches(
  kernels: Kernels,
  g: Geometry,
  x: Address,
  out: Address,
  start: number,
  count: number,
): void {
  // Arguments one by one: a spread is a slow call into WASM.
  // biome-ignore format: by what they describe
  kernels.patches(
    x, out, start, count,
    g.height, g.width, g.channels, g.outHeight, g.outWidth,
    g.filterHeight, g.filterWidth, g.strideY, g.strideX, g.top, g.left,
  );
}

/** Adds lines of a patch matrix, `stride` bytes a row, to the images that it was taken from. */
export function addPatches(
  kernels: Kernels,
  g: Geometry,
  columns: { readonly at: Address; readonly stride: number },
  out: Address,
  line: number,
  lines: number,
): void {
  // biome-ignore format: by what they describe
  kernels.addPatches(
    columns.at, columns.stride, out, line, lines,
    g.height, g.width, g.channels, g.outHeight, g.outWidth,
    g.filterHeight, g.filterWidth, g.strideY, g.strideX, g.top, g.left,
  );
}
