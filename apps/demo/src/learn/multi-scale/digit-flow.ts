import { createRng, init, type Rng } from '@flow/backend';
import { digits } from '@flow/datasets';
import { type Flow, glow } from '@flow/models';
import { adam, type Optimizer } from '@flow/train';
import { tensor } from '@tensorflow/tfjs-core';
import type { Trainee } from '../training/serve-training.ts';

/** Side of a digit in pixels. */
export const SIDE = 8;
const PIXELS = SIDE * SIDE;
/** Grey levels are 0 to 15; the data's 16 counts as 15. */
export const BRIGHTEST = 15;
const BATCH = 64;
const HELD_OUT = 128;
const LEARNING_RATE = 3e-3;
/** Steps in which the rate rises, and after which it has fallen to 1/√2. */
const WARM_UP = 50;
const SLOWING = 300;
/** New versions of the digit for each level. */
export const VERSIONS = 6;

export type DigitOptions = { readonly seed: number };

/** What to show: a digit of the held-out rows, and how its levels are drawn anew. */
export type DigitWish = { readonly digit: number; readonly seed: number; readonly temperature: number };

export type LevelSlice = {
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
};

export type DigitFacts = {
  /** Which slice of the latent is which level, the coarsest first. */
  readonly layout: readonly LevelSlice[];
  readonly parameterCount: number;
  /** How many digits can be wished for. */
  readonly digits: number;
};

export type DigitView = {
  /** Held-out bits per pixel. */
  readonly bitsPerDim: number;
  /** The digit, 64 values of 0 to 15. */
  readonly digit: Float32Array;
  /** z = f⁻¹(digit). */
  readonly latent: Float32Array;
  readonly levels: readonly LevelView[];
};

/** The digit when one level of its latent is drawn anew and the others are kept. */
export type LevelView = {
  readonly versions: readonly Float32Array[];
  /** Root mean square change of each pixel over the versions. */
  readonly change: Float32Array;
  /** The same over all pixels. */
  readonly meanChange: number;
};

export type DigitFlow = Trainee<DigitFacts, DigitView, DigitWish> & { dispose(): void };

/** A small Glow of three levels that learns handwritten digits of 8 x 8 pixels. */
export async function createDigitFlow({ seed }: DigitOptions): Promise<DigitFlow> {
  await init({ reproducible: true });
  const { train, test } = await digits();
  const [rows, heldOut] = [withinLevels(train.values), withinLevels(test.values)];
  const rng = createRng(seed);
  const flow = glow({ shape: [SIDE, SIDE, 1], levels: 3, steps: 4, hidden: 24, bits: 4, seed });
  const optimizer = adam();
  startFrom(flow, batchOf(rows, rng.fork('start')), rng.fork('start noise'));
  let steps = 0;
  return {
    facts: {
      layout: flow.latentLayout ?? [],
      parameterCount: flow.parameterCount,
      digits: heldOut.length / PIXELS,
    },
    get steps() {
      return steps;
    },
    train(count) {
      for (let i = 0; i < count; i++, steps++) {
        const batch = batchOf(rows, rng.fork('batch').fork(steps));
        const rate = (LEARNING_RATE * Math.min(1, (steps + 1) / WARM_UP)) / Math.sqrt(1 + steps / SLOWING);
        trainStep(flow, optimizer, batch, rng.fork('noise').fork(steps), rate);
      }
    },
    look: (wish) => lookAt(flow, heldOut, wish),
    dispose() {
      flow.dispose();
      optimizer.dispose();
    },
  };
}

function lookAt(flow: Flow, heldOut: Float32Array, { digit, seed, temperature }: DigitWish): DigitView {
  const chosen = heldOut.slice(digit * PIXELS, (digit + 1) * PIXELS);
  const [latent = new Float32Array()] = flow.encode([chosen]);
  const { mean: bitsPerDim } = flow.bitsPerDim(rowsOf(heldOut, HELD_OUT), { seed: 0 });
  const levels = (flow.latentLayout ?? []).map((slice, level) => {
    const draws = createRng(seed).fork(level);
    const latents = Array.from({ length: VERSIONS }, () => drawnAnew(latent, slice, draws, temperature));
    return levelView(chosen, flow.decode(latents));
  });
  return { bitsPerDim, digit: chosen, latent, levels };
}

/** The latent with one slice drawn from the base, N(0, temperature²), and the rest kept. */
export function drawnAnew(
  latent: Float32Array,
  { offset, size }: LevelSlice,
  rng: Rng,
  temperature: number,
): Float32Array {
  const next = latent.slice();
  next.set(
    rng.normal(size).map((value) => value * temperature),
    offset,
  );
  return next;
}

function levelView(digit: Float32Array, versions: readonly Float32Array[]): LevelView {
  const squares = digit.map((value, pixel) => {
    const total = versions.reduce((sum, version) => sum + ((version[pixel] ?? 0) - value) ** 2, 0);
    return total / versions.length;
  });
  const mean = squares.reduce((sum, value) => sum + value, 0) / squares.length;
  return { versions, change: squares.map(Math.sqrt), meanChange: Math.sqrt(mean) };
}

type Batch = { readonly values: Float32Array; readonly count: number };

function batchOf(rows: Float32Array, rng: Rng): Batch {
  const values = new Float32Array(BATCH * PIXELS);
  for (const [place, row] of rng.integers(BATCH, 0, rows.length / PIXELS).entries()) {
    values.set(rows.subarray(row * PIXELS, (row + 1) * PIXELS), place * PIXELS);
  }
  return { values, count: BATCH };
}

const toTensor = ({ values, count }: Batch) => tensor(values, [count, SIDE, SIDE, 1]);

function startFrom(flow: Flow, batch: Batch, rng: Rng): void {
  const x = toTensor(batch);
  const { value, logDet } = flow.initialize(x, { rng });
  for (const made of [x, value, logDet]) made.dispose();
}

function trainStep(flow: Flow, optimizer: Optimizer, batch: Batch, rng: Rng, rate: number): void {
  const x = toTensor(batch);
  const step = flow.valueAndGradients(x, { training: true, rng });
  const updates = flow.parameters.flatMap((parameter) => {
    const gradient = step.gradients.get(parameter.variable);
    return gradient ? [{ parameter, gradient }] : [];
  });
  optimizer.step(updates, rate, 1);
  step.dispose();
  x.dispose();
}

function withinLevels(values: ArrayLike<number>): Float32Array {
  return Float32Array.from(values, (value) => Math.min(value, BRIGHTEST));
}

function rowsOf(values: Float32Array, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, row) => values.slice(row * PIXELS, (row + 1) * PIXELS));
}
