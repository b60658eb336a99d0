import { createRng } from '@flow/backend';
import type { Dataset, Split } from '@flow/datasets';
import { fitDiagonalNormal, fitPcaNormal, type MeanWithError, meanWithError } from '@flow/math';

/** What the simplest densities score on the same pictures, in bits/dim: a flow that does not beat them is broken. */
export type Baselines = {
  /** Independent pixels. */
  readonly diagonal: MeanWithError;
  /** A Gaussian with its principal components. */
  readonly pca: MeanWithError;
  readonly components: number;
};

const COMPONENTS = 10;
/** Rows that are fitted at most, the first ones: more of them move neither score. */
const FITTED = 10_000;

/** Fits both to training pictures and scores them on test pictures, both with noise of their own. */
export function baselinesOf({ train, test }: Pick<Split, 'train' | 'test'>): Baselines {
  const { features } = train.schema;
  const rows = Math.min(FITTED, train.rows);
  const components = Math.min(COMPONENTS, features, rows - 1);
  const fitted = withNoise(train, rows, 'train');
  const held = withNoise(test, test.rows, 'test');
  const bits = (logProbs: Float64Array) =>
    meanWithError(logProbs.map((logProb) => -logProb / (features * Math.LN2)));
  return {
    diagonal: bits(fitDiagonalNormal(fitted, { features }).logProb(held)),
    pca: bits(fitPcaNormal(fitted, { features, components }).logProb(held)),
    components,
  };
}

/** x + u, u uniform in [0, 1): levels with a density. */
function withNoise({ values, schema }: Dataset, rows: number, part: string): Float64Array {
  const noise = createRng(0)
    .fork('baselines')
    .fork(part)
    .uniform(rows * schema.features);
  return Float64Array.from(noise, (u, i) => u + (values[i] as number));
}
