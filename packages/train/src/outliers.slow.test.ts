import { createRng, init } from '@flow/backend';
import { realNVP } from '@flow/models';
import { beforeAll, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { fit } from './fit.ts';

beforeAll(() => init());

const [ROWS, WIDTH] = [2000, 20];

/** Standard normal rows, of which one in a hundred lies 50 standard deviations away in one column. */
function withOutliers(seed: number): Float32Array {
  const rng = createRng(seed);
  const x = rng.normal(ROWS * WIDTH);
  const columns = rng.integers(ROWS, 0, WIDTH);
  for (let row = 0; row < ROWS; row += 100)
    x[row * WIDTH + (columns[row] as number)] = row % 200 === 0 ? 50 : -50;
  return x;
}

it('32 couplings on 20 columns with outliers at 50 standard deviations lose no step', async () => {
  const flow = realNVP({ features: WIDTH, couplings: 32, hidden: [64, 64], actNorm: true, seed: 1 });
  const report = await fit(flow, withOutliers(1), {
    epochs: 30,
    batchSize: 200,
    learningRate: 1e-3,
    validation: 0.2,
    seed: 1,
  });
  const entropy = (WIDTH / 2) * (1 + Math.log(2 * Math.PI));
  const { nll } = evaluate(flow, createRng(7).normal(ROWS * WIDTH));
  console.info(
    `${report.nonFiniteSteps} of ${report.steps} steps lost; nll of clean rows ${nll.toFixed(3)}, entropy ${entropy.toFixed(3)}`,
  );
  expect(report).toMatchObject({ stopped: 'finished', nonFiniteSteps: 0, backOff: 1 });
  expect(nll).toBeLessThan(entropy + 3);
  expect(flow.verify(withOutliers(2).subarray(0, 50 * WIDTH))).toBeDefined();
  flow.dispose();
});
