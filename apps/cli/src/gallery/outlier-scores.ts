import { codingLengths, complexityScore, type Flow, flattenRows, typicality } from '@flow/models';
import { rankShare } from './rank-share.ts';

/** How pictures of one kind score. */
export type Scored = {
  readonly name: string;
  /** −log₂ p per pixel. */
  readonly bitsPerDim: readonly number[];
  /** Each score by name, the larger the more an outlier. */
  readonly scores: { readonly [score in ScoreName]: Float64Array };
};

export const SCORES = ['likelihood', 'typicality', 'complexity'] as const;
export type ScoreName = (typeof SCORES)[number];

/** @param reference log-probabilities of pictures like those that the model was trained on */
export async function scorePictures(
  flow: Flow,
  name: string,
  pictures: readonly Float32Array[],
  reference: Float32Array,
): Promise<Scored> {
  const flat = flattenRows('pictures', pictures, flow.features);
  const logProbs = flow.logProb(flat, { seed: 0 });
  const bits = flow.features * Math.LN2;
  return {
    name,
    bitsPerDim: Array.from(logProbs, (logProb) => -logProb / bits),
    scores: {
      likelihood: Float64Array.from(logProbs, (logProb) => -logProb),
      typicality: typicality(logProbs, reference),
      complexity: complexityScore(logProbs, await codingLengths(flat, flow.dataShape)),
    },
  };
}

/** How well each score tells others from the model's own kind: the area under the ROC curve, ½ by chance. */
export function areasOf(own: Scored, others: Scored): { readonly [score in ScoreName]: number } {
  const area = (score: ScoreName) => rankShare(others.scores[score], own.scores[score]);
  return {
    likelihood: area('likelihood'),
    typicality: area('typicality'),
    complexity: area('complexity'),
  };
}
