import { concat, dispose, ones, reshape, slice, sum, type Tensor, tidy, tile } from '@tensorflow/tfjs-core';
import type { Call } from './bijector.ts';

/** What a network on pictures sees beside its input: [input | a channel of ones | context of each pixel]. */
export type ExtraChannels = {
  /** Channels of the input itself. */
  readonly inputs: number;
  readonly ones: boolean;
  /** Width of the context. */
  readonly context: number;
  /** Each pixel has a context of its own, [batch, height, width, context], instead of all the same [batch, context]. */
  readonly perPixel?: boolean;
};

/** @param input [batch, height, width, inputs] @returns a new tensor, or the input where there is nothing to add */
export function withExtraChannels(
  input: Tensor,
  { ones: hasOnes, context, perPixel = false }: ExtraChannels,
  call: Call,
): Tensor {
  if (!hasOnes && context === 0) return input;
  const [batch, height, width] = input.shape as [number, number, number, number];
  return tidy(() => {
    const parts = [input];
    if (hasOnes) parts.push(ones([batch, height, width, 1]));
    if (call.context && perPixel) parts.push(call.context);
    else if (call.context) {
      parts.push(tile(reshape(call.context, [batch, 1, 1, context]), [1, height, width, 1]));
    }
    return concat(parts, 3);
  });
}

/** The gradient of the joined channels as those of the input and of the context; takes `dx` over. */
export function splitGradient(
  dx: Tensor,
  { inputs, ones: hasOnes, context, perPixel = false }: ExtraChannels,
): { dx: Tensor; dContext?: Tensor } {
  if (!hasOnes && context === 0) return { dx };
  const own = slice(dx, [0, 0, 0, 0], [-1, -1, -1, inputs]);
  const dContext =
    context > 0 &&
    tidy(() => {
      const each = slice(dx, [0, 0, 0, inputs + Number(hasOnes)], [-1, -1, -1, context]);
      return perPixel ? each : sum(each, [1, 2]);
    });
  dispose(dx);
  return { dx: own, ...(dContext && { dContext }) };
}
