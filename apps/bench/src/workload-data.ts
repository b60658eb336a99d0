import { createRng, type Rng } from '@flow/backend';
import type { GlowWorkload, Workload } from './workloads.ts';

/** Different batches that training goes through. */
export const POOL = 16;

/** Curved data to train on, rows in one array: odd features follow the squares of the even ones. */
export function trainingRows(workload: Workload, rows: number, seed = 0): Float32Array<ArrayBuffer> {
  return curvedRows(workload, rows, createRng(seed).fork('data'));
}

/** Rows of the same density that no training sees. */
export function heldOutRows(workload: Workload, rows: number, seed: number): Float32Array<ArrayBuffer> {
  return curvedRows(workload, rows, createRng(seed).fork('held out'));
}

function curvedRows({ features }: Workload, rows: number, rng: Rng): Float32Array<ArrayBuffer> {
  const x = Float32Array.from(rng.normal(rows * features));
  for (let i = 1; i < x.length; i += 2) x[i] = 0.5 * (x[i] ?? 0) + (x[i - 1] ?? 0) ** 2 - 1;
  return x;
}

/** Pictures 0..255 in one array: coarse shades of 8x8 pixels, and fine noise. */
export function trainingPictures(
  { shape }: Pick<GlowWorkload, 'shape'>,
  count: number,
): Float32Array<ArrayBuffer> {
  const [height, width, channels] = shape;
  const rng = createRng(0).fork('pictures');
  const coarse = rng.fork('coarse').normal((count * height * width * channels) / 64);
  const fine = rng.fork('fine').normal(count * height * width * channels);
  return Float32Array.from(fine, (noise, at) => {
    const [channel, pixel] = [at % channels, Math.floor(at / channels)];
    const [column, row] = [Math.floor((pixel % width) / 8), Math.floor(Math.floor(pixel / width) / 8)];
    const shade = coarse[(row * (width / 8) + column) * channels + channel] ?? 0;
    return Math.min(255, Math.max(0, Math.floor(128 + 50 * shade + 5 * noise)));
  });
}

/** kernel [inputs, outputs], row-major, and bias [outputs]. */
export type DenseWeights = {
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: Float32Array<ArrayBuffer>;
  readonly bias: Float32Array<ArrayBuffer>;
};

/** The start of one coupling's network, as flow draws it: the last layer is zero. */
export function initialNetwork({ features, hidden }: Workload, coupling: number, seed = 1): DenseWeights[] {
  const rng = createRng(seed).fork(coupling);
  const widths = [features / 2, ...hidden, features];
  return widths.slice(1).map((outputs, i) => {
    const inputs = widths[i] ?? 0;
    const isLast = i === widths.length - 2;
    const draw = (count: number) =>
      Float32Array.from(rng.uniform(count), (u) => (isLast ? 0 : (2 * u - 1) / Math.sqrt(inputs)));
    return { inputs, outputs, kernel: draw(inputs * outputs), bias: draw(outputs) };
  });
}
