import { init } from '@flow/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { bentLine, type Saboteur, sabotagedFlow, smallFlow } from './plane.fixture.ts';
import type { ProgressEvent } from './progress.ts';
import { sgd } from './sgd.ts';

beforeAll(() => init());

const rows = bentLine(60);
/** Three good epochs, then a rate that no weight survives. */
const exploding = (): FitOptions => ({
  epochs: 50,
  batchSize: 20,
  optimizer: sgd({ learningRate: 1e-2 }),
  schedule: (step) => (step < 9 ? 1 : 1e30),
  maxSkipped: 6,
});

describe('a learning rate that explodes', () => {
  it.each([
    ['by validation', { validation: bentLine(20, 4) }],
    ['by the loss, without validation', {}],
  ])('ends the run after the limit with the best model %s', async (_, more) => {
    const flow = smallFlow();
    const skips: number[] = [];
    const report = await fit(flow, rows, {
      ...exploding(),
      ...more,
      onProgress: (event) => event.type === 'skip' && skips.push(event.learningRate),
    });
    expect(report).toMatchObject({ stopped: 'not-finite', nonFiniteSteps: 6, bestEpoch: 2 });
    // The first is taken with the full rate, each after the second in a row with half of the one before.
    const first = skips[0] as number;
    expect(skips.map((rate) => rate / first)).toEqual([1, 1, 1 / 2, 1 / 4, 1 / 8, 1 / 16]);
    expect(report.backOff).toBe(1 / 32);
    const good = smallFlow();
    await fit(good, rows, { ...exploding(), epochs: 3 });
    expect(flow.save()).toEqual(good.save());
    expect(evaluate(flow, rows).nll).toBeLessThan(10);
  });

  it('leaves the last weights where that is asked for', async () => {
    const flow = smallFlow();
    const report = await fit(flow, rows, { ...exploding(), restoreBest: false });
    expect(report).not.toHaveProperty('bestEpoch');
    expect(flow.parameters.some(({ variable }) => variable.dataSync().some((w) => Math.abs(w) > 1e20))).toBe(
      true,
    );
  });
});

it.each([1, Infinity])(
  'a gradient whose square float32 cannot hold is left out, clipped to %s',
  async (clipNorm) => {
    const flow = sabotagedFlow({ fails: undefined, steepness: 1e25 });
    const weights = () => flow.parameters.flatMap(({ variable }) => [...variable.dataSync()]);
    const before = weights();
    const report = await fit(flow, rows, { epochs: 2, batchSize: 20, clipNorm, restoreBest: false });
    expect(report).toMatchObject({ steps: 6, nonFiniteSteps: 6 });
    expect(weights()).toEqual(before);
  },
);

it('a gradient whose square float32 just holds moves the weights by its clipped length', async () => {
  const flow = sabotagedFlow({ fails: undefined, steepness: 9e17 });
  const report = await fit(flow, rows, { epochs: 2, batchSize: 20, learningRate: 1e-2, clipNorm: 1 });
  expect(report).toMatchObject({ steps: 6, nonFiniteSteps: 0 });
  const gain = flow.parameters.find(({ path }) => path.endsWith('gain'));
  expect(gain?.variable.dataSync()[0]).toBeCloseTo(1 - 6e-2, 5);
});

it('the rate comes back after a hundred good steps', async () => {
  const saboteur: Saboteur = { fails: undefined };
  const events: ProgressEvent[] = [];
  const batches = {
    *[Symbol.iterator]() {
      for (let i = 0; i < 230; i++) {
        saboteur.fails = i < 3 ? 'loss' : undefined;
        yield rows.slice(0, 2);
      }
    },
  };
  const report = await fit(sabotagedFlow(saboteur), batches, {
    epochs: 1,
    learningRate: 1e-6,
    onProgress: (event) => events.push(event),
  });
  const rateAt = (step: number) => {
    const event = events.find((e) => e.step === step);
    return event && 'learningRate' in event ? event.learningRate / 1e-6 : Number.NaN;
  };
  expect([4, 103, 104, 203, 204].map(rateAt)).toEqual(
    [0.25, 0.25, 0.5, 0.5, 1].map((rate) => expect.closeTo(rate, 9)),
  );
  expect(report.backOff).toBe(1);
});
