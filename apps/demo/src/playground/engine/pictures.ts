import { createRng } from '@flow/backend';
import type { Flow } from '@flow/models';
import { add, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { GRID, MAP_SIDE, type Picture, SAMPLES, TRAVELLERS } from './picture-shape.ts';
import { type Box, cellMiddles, gridPoints } from './plane.ts';

const ROWS = TRAVELLERS + 2 * GRID.lines * GRID.steps;

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
