import { createRng, init } from '@flow/backend';
import { perturb } from '@flow-tooling/testkit';
import { memory } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Flow } from './flow.ts';
import { type GlowOptions, glow } from './glow.ts';
import { resampleLevels } from './resample-levels.ts';

const moved = (options: Partial<GlowOptions> = {}): Flow => {
  const flow = glow({ shape: [8, 8, 1], levels: 3, steps: 1, hidden: 3, bits: 5, ...options });
  perturb(flow.parameters, createRng(3));
  return flow;
};

let flow: Flow;
beforeAll(async () => {
  await init();
  flow = moved();
});
afterAll(() => flow.dispose());

const picture = (row: number) => Float32Array.from({ length: 64 }, (_, i) => (i * (row + 3)) % 32);
const pictures = [picture(0), picture(1)];

describe('resampled levels', () => {
  it('are the latents of the samples of the seed, and all others those of the picture', () => {
    const [own] = flow.encode([pictures[1]!]);
    const drawn = flow.base.sample(createRng(7).fork('sample'), 2, 0.5);
    const sampled = (drawn.dataSync() as Float32Array).slice(64);
    drawn.dispose();
    const { offset, size } = flow.latentLayout[1]!;
    const expected = own!.slice();
    expected.set(sampled.subarray(offset, offset + size), offset);
    expect(resampleLevels(flow, pictures, { levels: [1], seed: 7, temperature: 0.5 })[1]).toEqual(
      flow.decode([expected])[0],
    );
  });

  it('of all levels are samples, of none the pictures themselves', () => {
    expect(resampleLevels(flow, pictures, { levels: [0, 1, 2], seed: 4 })).toEqual(
      flow.sample(2, { seed: 4 }),
    );
    expect(resampleLevels(flow, pictures, { levels: [], seed: 4 })).toEqual(pictures);
    expect(resampleLevels(flow, [], { levels: [1] })).toEqual([]);
  });

  it('keep the class of a picture', () => {
    const classes = moved({ classes: 2, classesIn: 'everywhere' });
    const options = { levels: [0, 1, 2], seed: 1, labels: [1, 0] };
    expect(resampleLevels(classes, pictures, options)).toEqual(classes.sample(2, { seed: 1, label: [1, 0] }));
    classes.dispose();
  });

  it('are refused where there is no such level', () => {
    for (const level of [3, -1, 0.5]) {
      expect(() => resampleLevels(flow, pictures, { levels: [0, level] })).toThrow(
        expect.objectContaining({ code: 'invalid-argument', argument: 'levels' }),
      );
    }
  });

  it('leave no tensor behind', () => {
    const before = memory().numTensors;
    resampleLevels(flow, pictures, { levels: [2] });
    expect(memory().numTensors).toBe(before);
  });
});
