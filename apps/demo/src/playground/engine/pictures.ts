import { createRng } from '@flow/backend';
import type { Flow } from '@flow/models';
import { add, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { type Box, cellMiddles, gridPoints, type LatentGrid } from './plane.ts';

/** Cells on a side of the density and log-det maps. */
export const MAP_SIDE = 80;
export const SAMPLES = 1500;
/** Latent points that the journey follows, before those of the grid. */
export const TRAVELLERS = 700;
export const GRID: LatentGrid = { lines: 13, steps: 49, reach: 3 };
const ROWS = TRAVELLERS + 2 * GRID.lines * GRID.steps;

/** What a flow looks like at one moment of its training. */
export type Picture = {
  /** log p(x) in each cell, [side²]. */
  readonly logProb: Float32Array;
  /** log|det J_f⁻¹(x)| in each cell. */
  readonly logDet: Float32Array;
  /** [samples, 2] */
  readonly samples: Float32Array;
  /** Travellers and grid lines at each stop from z to x, [stops + 1, rows, 2]. */
  readonly journey: Float32Array;
  /** What each layer on the way adds to log|det J_f|, mean over the travellers; one for each stop after the first. */
  readonly logDets: Float32Array;
};

export type Painter = (flow: Flow) => Picture;

/** Makes pictures of flows over a box, each with the same latent points, so that one sees them move. */
export function createPainter(box: Box, seed: number): Painter {
  const cells = cellMiddles(box, MAP_SIDE);
  const latents = new Float32Array(2 * ROWS);
  latents.set(
    createRng(seed)
      .fork('travellers')
      .normal(2 * TRAVELLERS),
  );
  latents.set(gridPoints(GRID), 2 * TRAVELLERS);
  return (flow) => ({ ...mapsOf(flow, cells), samples: samplesOf(flow, seed), ...journeyOf(flow, latents) });
}

function mapsOf({ bijector, base }: Flow, cells: Float32Array): Pick<Picture, 'logProb' | 'logDet'> {
  return tidy(() => {
    const { value, logDet } = bijector.inverse(tensor2d(cells, [cells.length / 2, 2]));
    const logProb = add(base.logProb(value), logDet);
    return { logProb: Float32Array.from(logProb.dataSync()), logDet: Float32Array.from(logDet.dataSync()) };
  });
}

function samplesOf(flow: Flow, seed: number): Float32Array {
  const samples = flow.sampleTensor(SAMPLES, { seed });
  const flat = Float32Array.from(samples.dataSync());
  samples.dispose();
  return flat;
}

function journeyOf(flow: Flow, latents: Float32Array): Pick<Picture, 'journey' | 'logDets'> {
  const points = tidy(() => flow.decode(tensor2d(latents, [ROWS, 2])).dataSync()) as Float32Array;
  const steps = flow.trace(points).toReversed();
  const journey = new Float32Array((steps.length + 1) * 2 * ROWS);
  steps.forEach(({ value }, i) => void journey.set(value, i * 2 * ROWS));
  journey.set(points, steps.length * 2 * ROWS);
  const logDets = steps.map(
    ({ logDet }) => -logDet.subarray(0, TRAVELLERS).reduce((sum, value) => sum + value, 0) / TRAVELLERS,
  );
  return { journey, logDets: Float32Array.from(logDets) };
}

/** The kinds of layers in the order of the journey, z to x. */
export function journeyKinds(flow: Flow): string[] {
  return flow
    .trace(Float32Array.of(0, 0))
    .toReversed()
    .map(({ kind }) => kind);
}
