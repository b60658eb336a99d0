import { createRng, init } from '@flow/backend';
import { type Flow, type GlowOptions, glow, loadFlow } from '@flow/models';
import { beforeAll, describe, expect, it } from 'vitest';
import { adam } from './adam.ts';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';

beforeAll(() => init());

const PIXELS = 16;

/** Stripes of two levels, across or upright, with a pixel in eight turned over: their entropy is known. */
function stripes(rows: number, seed: number): Float32Array {
  const rng = createRng(seed);
  const turned = rng.uniform(rows * PIXELS);
  const upright = rng.integers(rows, 0, 2);
  return Float32Array.from({ length: rows * PIXELS }, (_, at) => {
    const [row, y, x] = [Math.floor(at / PIXELS), (at % PIXELS) >> 2, at % 4];
    const level = (upright[row] === 0 ? y : x) % 2;
    return (turned[at] as number) < 1 / 8 ? 1 - level : level;
  });
}

/** Bits of a pixel whose stripes are known: what is not known of them makes the true number larger still. */
const ENTROPY = -(7 / 8) * Math.log2(7 / 8) - (1 / 8) * Math.log2(1 / 8);

async function trained(dequantisation: NonNullable<GlowOptions['dequantisation']>) {
  const flow = glow({
    shape: [4, 4, 1],
    levels: 1,
    steps: 2,
    hidden: 16,
    bits: 1,
    logScale: 'bounded',
    dequantisation,
  });
  const before = evaluate(flow, stripes(200, 2)).bitsPerDim ?? Number.NaN;
  const report = await fit(flow, stripes(400, 1), {
    batchSize: 50,
    epochs: 15,
    optimizer: adam({ learningRate: 3e-3 }),
    clipNorm: 50,
  });
  expect(report.nonFiniteSteps).toBe(0);
  return { flow, before };
}

const bitsOf = (flow: Flow, seed = 0) => evaluate(flow, stripes(200, 2), { seed }).bitsPerDim ?? Number.NaN;

describe('variational dequantisation', () => {
  it('trains with fit to a tighter bound than uniform noise, above the entropy, the same after saving', async () => {
    const uniform = await trained('uniform');
    const { flow, before } = await trained('variational');
    const bits = bitsOf(flow);
    expect(bits).toBeLessThan(bitsOf(uniform.flow) - 0.05);
    expect(bits).toBeLessThan(before - 0.5);
    expect(bits).toBeGreaterThan(ENTROPY);
    // Noise is a function of the seed and the row.
    expect(bitsOf(flow, 1)).not.toBe(bits);
    expect(evaluate(flow, stripes(200, 2), { batchSize: 7 }).bitsPerDim).toBeCloseTo(bits, 5);
    const again = loadFlow(flow.save());
    expect(bitsOf(again)).toBe(bits);
    for (const each of [uniform.flow, flow, again]) each.dispose();
  });
});
