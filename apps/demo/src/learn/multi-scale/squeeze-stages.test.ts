import { init } from '@flow/backend';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { ORDERS, type Part, squeezeStages } from './squeeze-stages.ts';

beforeAll(async () => void (await init()));

const pixels = ({ shape: [height, width, channels], values }: Part) =>
  Array.from({ length: height * width }, (_, i) => values.slice(i * channels, (i + 1) * channels));

describe('squeeze and split', () => {
  it('puts the channels in the order of Glow', () => {
    expect(pixels(squeezeStages('glow').squeezed)).toEqual([
      [1, 2, 5, 6],
      [3, 4, 7, 8],
      [9, 10, 13, 14],
      [11, 12, 15, 16],
    ]);
  });

  it('the first half of the channels stays, the second leaves', () => {
    const { stays, leaves } = squeezeStages('glow');
    expect(pixels(stays)).toEqual([
      [1, 2],
      [3, 4],
      [9, 10],
      [11, 12],
    ]);
    expect(pixels(leaves)).toEqual([
      [5, 6],
      [7, 8],
      [13, 14],
      [15, 16],
    ]);
  });

  it('the two orders differ once a pixel has more than one channel', () => {
    expect(squeezeStages('glow').coarsest.values).toEqual([1, 3, 9, 11, 2, 4, 10, 12]);
    expect(squeezeStages('spaceToDepth').coarsest.values).toEqual([1, 2, 3, 4, 9, 10, 11, 12]);
  });

  it.each(ORDERS)('%s: the latent of the multi-scale flow is what left, the coarsest first', (order) => {
    const { latent, coarsest, leaves, logDet } = squeezeStages(order);
    expect(latent).toEqual([
      { level: 0, values: coarsest.values },
      { level: 1, values: leaves.values },
    ]);
    expect(logDet).toBe(0);
  });

  it('leaves no tensor behind', () => {
    const before = memory().numTensors;
    squeezeStages('glow');
    expect(memory().numTensors).toBe(before);
  });
});
