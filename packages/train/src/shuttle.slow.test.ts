import { createRng, init } from '@flow/backend';
import { type Dataset, shuttle, standardisation } from '@flow/datasets';
import { standardise } from '@flow/layers';
import { realNVP } from '@flow/models';
import { beforeAll, expect, it } from 'vitest';
import { areaUnderRoc } from './auroc.fixture.ts';
import { fit } from './fit.ts';
import { cosineDecay } from './schedules.ts';

beforeAll(() => init());

it('the area under the ROC curve is that of a count over all pairs', () => {
  const rng = createRng(1);
  const [normal, anomalies] = [rng.integers(40, 0, 9), rng.integers(30, 3, 12)].map((list) =>
    Float32Array.from(list),
  );
  const pairs = [...(anomalies ?? [])].flatMap((a) =>
    [...(normal ?? [])].map((n) => (a > n ? 1 : a === n ? 0.5 : 0)),
  );
  const mean = pairs.reduce<number>((sum, win) => sum + win, 0) / pairs.length;
  expect(areaUnderRoc(normal as Float32Array, anomalies as Float32Array)).toBeCloseTo(mean, 12);
});

/** −log p of the rows of some labels. */
function scores(dataset: Dataset, logProb: Float32Array, isWanted: (label: number) => boolean): Float32Array {
  return logProb.filter((_, row) => isWanted(dataset.labels?.[row] ?? -1)).map((value) => -value);
}

it.each([0, 1, 2])(
  'Shuttle, learning rate 1e-2, seed %d: no step is lost and anomalies stand out',
  async (seed) => {
    const { train, test } = await shuttle();
    const { mean, std } = standardisation(train);
    const flow = realNVP({
      features: 9,
      couplings: 8,
      hidden: [64, 64],
      actNorm: true,
      preprocessing: [standardise({ mean, std })],
      seed,
    });
    const noisy = createRng(seed).uniform(train.values.length);
    const x = train.values.map((value, i) => value + (noisy[i] as number) - 0.5);
    const report = await fit(flow, x, {
      epochs: 20,
      batchSize: 256,
      learningRate: 1e-2,
      schedule: cosineDecay,
      averageDecay: 0.999,
      validation: 0.1,
      seed,
    });
    const logProb = flow.logProb(test.values);
    const area = areaUnderRoc(
      scores(test, logProb, (label) => label === 0),
      scores(test, logProb, (label) => label > 0),
    );
    console.info(
      `seed ${seed}: AUROC ${area.toFixed(5)}, ${report.nonFiniteSteps} steps lost, nll ${report.bestValidation?.nll.toFixed(3)}`,
    );
    expect(report).toMatchObject({ stopped: 'finished', nonFiniteSteps: 0, backOff: 1 });
    expect(area).toBeGreaterThanOrEqual(0.9995);
    flow.dispose();
  },
);
