import { init } from '@flow/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { fit } from './fit.ts';
import type { EpochRecord } from './fit-report.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';
import {
  constantRate,
  cosineDecay,
  exponentialDecay,
  oneCycle,
  reduceOnPlateau,
  type Schedule,
} from './schedules.ts';

beforeAll(() => init());

const epochsOf = (losses: readonly number[]): EpochRecord[] => losses.map((loss, epoch) => ({ epoch, loss }));
const half = (share: number) => 0.5 * (1 + Math.cos(Math.PI * share));

describe('twenty steps equal the formula in float64', () => {
  it.each<[string, Schedule, (step: number) => number]>([
    ['constant', constantRate, () => 1],
    ['cosine', cosineDecay, (step) => half(step / 20)],
    ['exponential', exponentialDecay({ rate: 0.3, every: 7 }), (step) => 0.3 ** (step / 7)],
    [
      'one cycle',
      oneCycle({ rise: 0.25, first: 0.1, last: 0.01 }),
      (step) => (step < 5 ? 1 - 0.9 * half(step / 5) : 0.01 + 0.99 * half((step - 5) / 15)),
    ],
  ])('%s', (_, schedule, formula) => {
    for (let step = 0; step < 20; step++) expect(schedule(step, 20, [])).toBeCloseTo(formula(step), 12);
  });
});

describe('reduce on plateau', () => {
  const schedule = reduceOnPlateau({ factor: 0.1, patience: 2, threshold: 0.01, least: 0.005 });

  it.each<[string, number[], number]>([
    ['while the loss falls', [5, 4, 3, 2, 1, 0, -1], 1],
    ['while patience lasts', [5, 5, 5], 1],
    ['when patience is over', [5, 5, 5, 5], 0.1],
    ['again, counted anew', [5, 5, 5, 5, 5, 5, 5], 0.01],
    ['down to the least', [5, 5, 5, 5, 5, 5, 5, 5, 5, 5], 0.005],
    ['where steps are too small to count', [5, 4.995, 4.992, 4.991], 0.1],
    ['no more after an improvement', [5, 5, 5, 4, 4, 4], 1],
    ['where the loss is lost', [5, Number.NaN, Number.NaN, Number.NaN], 0.1],
  ])('%s', (_, losses, factor) => {
    expect(schedule(0, undefined, epochsOf(losses))).toBeCloseTo(factor, 12);
  });

  it('watches validation where there is some, in a run', async () => {
    const rates: number[] = [];
    // Nothing improves by a million nats.
    const still = reduceOnPlateau({ factor: 0.5, patience: 1, threshold: 1e6 });
    await fit(smallFlow(), bentLine(20), {
      epochs: 6,
      batchSize: 20,
      learningRate: 1,
      clipNorm: 1e-3,
      validation: bentLine(5, 1),
      schedule: still,
      onProgress: (event) => event.type === 'step' && rates.push(event.learningRate),
    });
    expect(rates).toEqual([1, 1, 1, 0.5, 0.5, 0.25]);
  });
});

it.each<[string, () => unknown, string]>([
  ['no rate', () => exponentialDecay({ rate: 0, every: 1 }), 'rate'],
  ['a factor that raises', () => reduceOnPlateau({ factor: 2 }), 'factor'],
  ['a rise beyond the run', () => oneCycle({ rise: 1 }), 'rise'],
  ['an unknown end', () => oneCycle()(0, undefined, []), 'schedule'],
])('refuses %s', (_, make, argument) => {
  expect(make).toThrow(expect.objectContaining({ code: 'invalid-argument', argument }));
});
