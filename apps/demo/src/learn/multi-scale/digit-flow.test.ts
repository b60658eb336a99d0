import { createRng } from '@flow/backend';
import { memory } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { BRIGHTEST, createDigitFlow, type DigitWish, drawnAnew, VERSIONS } from './digit-flow.ts';

const wish: DigitWish = { digit: 3, seed: 5, temperature: 0.8 };

describe('the small Glow on digits', () => {
  it('learns: fewer bits per pixel after 40 steps, the same for the same seed', async () => {
    const run = async () => {
      const flow = await createDigitFlow({ seed: 1 });
      const before = flow.look(wish).bitsPerDim;
      flow.train(40);
      const view = flow.look(wish);
      flow.dispose();
      return { before, view };
    };
    const one = await run();
    expect(one.view.bitsPerDim).toBeLessThan(one.before - 0.3);
    expect(one.view.bitsPerDim).toBeGreaterThan(1.5);
    expect(await run()).toEqual(one);
  });

  it('has three levels that fill the latent, the coarsest first', async () => {
    const flow = await createDigitFlow({ seed: 1 });
    expect(flow.facts.layout.map(({ shape, offset, size }) => ({ shape, offset, size }))).toEqual([
      { shape: [1, 1, 16], offset: 0, size: 16 },
      { shape: [2, 2, 4], offset: 16, size: 16 },
      { shape: [4, 4, 2], offset: 32, size: 32 },
    ]);
    flow.dispose();
  });

  it('draws one level anew and keeps the others', () => {
    const latent = Float32Array.from({ length: 64 }, (_, i) => i + 100);
    const next = drawnAnew(latent, { shape: [2, 2, 4], offset: 16, size: 16 }, createRng(1), 0.5);
    const kept = (values: Float32Array) => [...values.subarray(0, 16), ...values.subarray(32)];
    expect(kept(next)).toEqual(kept(latent));
    expect([...next.subarray(16, 32)]).toEqual([...createRng(1).normal(16)].map((value) => value / 2));
  });

  it('shows versions within the grey levels, and how far they are from the digit', async () => {
    const flow = await createDigitFlow({ seed: 1 });
    const { levels, digit } = flow.look(wish);
    for (const { versions, change, meanChange } of levels) {
      expect(versions).toHaveLength(VERSIONS);
      for (const version of versions) {
        expect(Math.min(...version)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...version)).toBeLessThanOrEqual(BRIGHTEST);
      }
      const squares = versions.flatMap((version) =>
        [...version].map((value, i) => (value - (digit[i] ?? 0)) ** 2),
      );
      expect(meanChange).toBeCloseTo(Math.sqrt(squares.reduce((a, b) => a + b, 0) / squares.length), 5);
      expect(change).toHaveLength(64);
    }
    flow.dispose();
  });

  it('leaves no tensor behind over its steps and after them', async () => {
    const before = memory().numTensors;
    const flow = await createDigitFlow({ seed: 1 });
    flow.train(2);
    flow.look(wish);
    const during = memory().numTensors;
    flow.train(8);
    flow.look(wish);
    expect(memory().numTensors).toBe(during);
    flow.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
