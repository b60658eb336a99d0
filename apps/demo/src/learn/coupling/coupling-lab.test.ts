import { init } from '@flow/backend';
import { leibnizDeterminant, matrixRows } from '@flow/math';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type CouplingSettings,
  keptBy,
  lookAtCoupling,
  MASKS,
  NETWORKS,
  scrambleMany,
} from './coupling-lab.ts';

const z = [0.8, -1.2, 0.5, 1.4];
const start: CouplingSettings = { mask: 'firstHalf', network: 'tanh', seed: 3, strength: 1 };
beforeAll(async () => void (await init()));

const every = MASKS.flatMap((mask) => NETWORKS.map((network) => ({ ...start, mask, network })));

describe('the coupling on the page', () => {
  it.each(every)('$mask, $network: the sum of s is the log-determinant of all 16 entries', (settings) => {
    const view = lookAtCoupling(settings, z);
    const sum = view.logScale.reduce((total, s) => total + s, 0);
    expect(view.logDet).toBeCloseTo(sum, 5);
    expect(view.bruteForce).toBeCloseTo(sum, 4);
    expect(Math.log(Math.abs(leibnizDeterminant(view.blocks.ordered)))).toBeCloseTo(sum, 4);
    expect(view.backLogDet).toBeCloseTo(-sum, 4);
    expect(view.error).toBeLessThan(1e-4);
  });

  it.each(every)(
    '$mask, $network: the block that nobody fills is exactly zero, the cross block is not',
    (settings) => {
      const { blocks, terms } = lookAtCoupling(settings, z);
      expect(matrixRows(blocks.zero)).toEqual([
        [0, 0],
        [0, 0],
      ]);
      expect(matrixRows(blocks.identity)).toEqual([
        [1, 0],
        [0, 1],
      ]);
      expect(Math.max(...blocks.cross.data.map(Math.abs))).toBeGreaterThan(0.01);
      expect(terms).toBe(1);
    },
  );

  it.each(every)('$mask, $network: what passes is not moved, what changes is z exp(s) + t', (settings) => {
    const { x, logScale, shift, blocks } = lookAtCoupling(settings, z);
    for (const i of blocks.kept) expect(x[i]).toBeCloseTo(z[i] as number, 6);
    for (const [j, i] of blocks.changed.entries()) {
      expect(x[i]).toBeCloseTo((z[i] as number) * Math.exp(logScale[j] as number) + (shift[j] as number), 4);
    }
    expect(blocks.kept).toEqual(keptBy(settings.mask));
  });

  it('another seed is another network, the same seed the same', () => {
    const [one, again, other] = [3, 3, 4].map((seed) => lookAtCoupling({ ...start, seed }, z));
    expect(again).toEqual(one);
    expect(other?.logScale).not.toEqual(one?.logScale);
  });

  it('without strength it is the identity', () => {
    const { x, logDet } = lookAtCoupling({ ...start, strength: 0 }, z);
    expect(x).toEqual(Array.from(Float32Array.from(z)));
    expect(logDet).toBeCloseTo(0, 12);
  });
});

describe('many scrambles', () => {
  it('keep the two determinants equal, and leave no tensor behind', () => {
    lookAtCoupling(start, z);
    const before = memory().numTensors;
    const many = scrambleMany(start, z, 12);
    expect(memory().numTensors).toBe(before);
    expect(many.map(({ seed }) => seed)).toEqual(Array.from({ length: 12 }, (_, i) => 3 + i));
    for (const { logDet, bruteForce } of many) expect(bruteForce).toBeCloseTo(logDet, 4);
    expect(new Set(many.map(({ logDet }) => logDet.toFixed(3))).size).toBe(12);
  });
});
