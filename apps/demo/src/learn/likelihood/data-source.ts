import { type BaseDistribution, createRng, normalMixture } from '@flow/math';
import { type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';

export type SourceId = 'one' | 'two';

/** Where the data come from, and the data. */
export type DataSource = {
  /** log q, exactly. */
  readonly logQ: (x: readonly number[]) => number[];
  /** x₁, …, x_N drawn from q. */
  readonly samples: readonly number[];
};

const COUNT = 200;
const SEED = 7;
const HILLS = {
  one: { means: [[0.9]], logScales: [[Math.log(0.6)]], weights: [1] },
  two: { means: [[-1.3], [1.5]], logScales: [[Math.log(0.45)], [Math.log(0.55)]], weights: [2, 3] },
} as const;

/** A density q of one hill or two, with two hundred draws from it; always the same ones. */
export function dataSource(id: SourceId): DataSource {
  return {
    logQ: (x) => withHills(id, (q) => q.logProb(column(x))),
    samples: withHills(id, (q) => q.sample(createRng(SEED), COUNT)),
  };
}

/** Numbers that a density made for the moment gives. */
function withHills(id: SourceId, ask: (q: BaseDistribution) => Tensor): number[] {
  const q = normalMixture(HILLS[id]);
  const answer = tidy(() => Array.from(ask(q).dataSync()));
  q.dispose();
  return answer;
}

/** Numbers as a batch of rows of one. */
export function column(x: readonly number[]) {
  return tensor2d(Float32Array.from(x), [x.length, 1]);
}
