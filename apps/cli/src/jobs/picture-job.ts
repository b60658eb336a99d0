import type { Split } from '@flow/datasets';
import type { Flow } from '@flow/models';
import { evaluate } from '@flow/train';
import { pictureExhibition } from '../exhibits/picture-exhibition.ts';
import { firstRows } from '../exhibits/table-rows.ts';
import { imageSheet } from '../pictures/image-sheet.ts';
import { MODEL_MAT, REAL_MAT } from '../pictures/palette.ts';
import { sideBySide } from '../pictures/side-by-side.ts';
import { flowRows, labelInTurn } from '../training/flow-rows.ts';
import { baselinesOf } from './baselines.ts';
import type { DatasetName, Job, ModelName, Recipe, TestResult } from './job.ts';

const SHOWN = 64;
/** Pictures scored at once. */
const BATCH = 100;

type PictureJobParts = {
  readonly dataset: DatasetName;
  readonly model: ModelName;
  /** What the pictures show, in the plural. */
  readonly noun: string;
  readonly data: Split;
  readonly recipe: Recipe;
  /** How many classes the model is one of each of. */
  readonly classes?: number;
  /** Of the samples beside real pictures. */
  readonly temperature: number;
  createFlow(seed: number): Flow;
};

/** A job on pictures, judged by bits per dimension. */
export function pictureJob({ noun, data, temperature, ...parts }: PictureJobParts): Job {
  const { schema } = data.test;
  const cooled = temperature === 1 ? '' : ` at temperature ${temperature}`;
  return {
    ...parts,
    data,
    measure: { unit: 'bits/dim', perNat: 1 / (schema.features * Math.LN2) },
    test: (flow) => testBits(flow, data, noun),
    picture: (flow, seed) =>
      sideBySide([
        imageSheet(
          flow.sample(SHOWN, { seed, temperature, keepNotFinite: true, ...labelInTurn(flow, SHOWN) }),
          schema,
          MODEL_MAT,
        ),
        imageSheet(firstRows(data.test, SHOWN), schema, REAL_MAT),
      ]),
    caption: `${SHOWN} samples${cooled} (left, blue) beside ${SHOWN} real ${noun} (right, grey)`,
    exhibition: (flow, seed) => pictureExhibition(flow, data, { seed, temperature }),
  };
}

function testBits(flow: Flow, { train, test }: Split, noun: string): TestResult {
  const result = evaluate(flow, flowRows(flow, test), { batchSize: BATCH });
  const { bitsPerDim = Number.NaN, bitsPerDimStandardError = Number.NaN } = result;
  const uniform = Math.log2(test.schema.quantization?.levels ?? 2);
  const { diagonal, pca, components } = baselinesOf({ train, test });
  const score = `${bitsPerDim.toFixed(3)} ± ${bitsPerDimStandardError.toFixed(3)} bits/dim`;
  const others = [
    `independent Gaussian pixels score ${diagonal.mean.toFixed(3)}`,
    `a Gaussian with ${components} principal components ${pca.mean.toFixed(3)}`,
    `a uniform model ${uniform.toFixed(3)}`,
  ].join(', ');
  return {
    figures: {
      testBitsPerDim: bitsPerDim,
      testStandardError: bitsPerDimStandardError,
      diagonalBitsPerDim: diagonal.mean,
      diagonalStandardError: diagonal.standardError,
      pcaBitsPerDim: pca.mean,
      pcaStandardError: pca.standardError,
    },
    score,
    sentence: `${score} on ${test.rows.toLocaleString('en')} unseen ${noun} (${others})`,
  };
}
