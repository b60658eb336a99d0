import type { LatentGrid } from './plane.ts';

/** Cells on a side of the density and log-det maps. */
export const MAP_SIDE = 80;
export const SAMPLES = 1500;
/** Latent points that the journey follows, before those of the grid. */
export const TRAVELLERS = 700;
export const GRID: LatentGrid = { lines: 13, steps: 49, reach: 3 };

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
