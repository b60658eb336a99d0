import { createRng, FlowError } from '@flow/backend';
import type { LatentSlice } from '@flow/layers';
import { dispose } from '@tensorflow/tfjs-core';
import type { ContextOption, Flow } from './flow.ts';
import type { Rows } from './rows.ts';

export type ResampleOptions = ContextOption & {
  /** Which levels get new latents; 0 is the coarsest. All others keep those of the data. */
  readonly levels: readonly number[];
  /** Scales the spread of the new latents; default 1. */
  readonly temperature?: number;
  /** The same seed gives the same latents; default 0. */
  readonly seed?: number;
};

/**
 * Data whose latents are drawn anew at chosen levels of a multi-scale flow and kept at the others: shows what each
 * level holds. f(z') with z' the latent of x where a level is kept and temperature·N(0, 1), or another base, where not.
 *
 * Source: Dinh et al. 2017 (arXiv 1605.08803), section 5 and figure 10 ("conceptual compression").
 *
 * @param x [rows, features]
 * @returns as many rows, in original units; integer data are rounded to their levels
 * @throws invalid-argument where the flow has no such level; shape-mismatch, invalid-data, not-finite, context-missing
 * @example
 * ```ts
 * const flow = glow({ shape: [4, 4, 1], levels: 2, steps: 1, hidden: 4, bits: 3 });
 * const picture = Float32Array.from({ length: 16 }, (_, i) => i % 8);
 * const [same] = resampleLevels(flow, [picture], { levels: [] });
 * same; // [0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7]
 * ```
 */
export function resampleLevels(
  flow: Flow,
  x: Rows,
  { levels, temperature = 1, seed = 0, ...conditioned }: ResampleOptions,
): Float32Array[] {
  const slices = levels.map((level) => sliceOf(flow, level));
  const latents = flow.encode(x, conditioned);
  if (latents.length === 0 || slices.length === 0) return flow.decode(latents, conditioned);
  const fresh = flow.base.sample(createRng(seed).fork('sample'), latents.length, temperature);
  const drawn = fresh.dataSync() as Float32Array;
  dispose(fresh);
  return flow.decode(
    latents.map((latent, row) => {
      const own = latent.slice();
      for (const { offset, size } of slices) {
        const from = row * flow.features + offset;
        own.set(drawn.subarray(from, from + size), offset);
      }
      return own;
    }),
    conditioned,
  );
}

/** @throws invalid-argument */
function sliceOf({ latentLayout }: Flow, level: number): LatentSlice {
  const found = latentLayout.find((slice) => slice.level === level);
  if (found) return found;
  throw new FlowError('invalid-argument', {
    argument: 'levels',
    message: 'This flow has no such level.',
    expected: `levels from 0, the coarsest, to ${latentLayout.length - 1}`,
    received: String(level),
  });
}
