import { type Dataset, digits } from '@flow/datasets';
import { evaluate } from '@flow/train';
import { imageSheet } from '../pictures/image-sheet.ts';
import { MODEL_MAT, REAL_MAT } from '../pictures/palette.ts';
import { sideBySide } from '../pictures/side-by-side.ts';
import { digitsModel } from './digits-model.ts';
import { digitsRecipe } from './digits-recipe.ts';
import type { Job } from './job.ts';

const FEATURES = 64;
const LEVELS = 17;
const BITS_PER_NAT = 1 / (FEATURES * Math.LN2);
const SHOWN = 64;

/** RealNVP on 8×8 handwritten digits. */
export async function digitsJob(): Promise<Job> {
  const data = await digits();
  return {
    dataset: 'digits',
    measure: { unit: 'bits/dim', perNat: BITS_PER_NAT },
    data,
    recipe: digitsRecipe,
    createFlow: (seed) => digitsModel(seed, data.train),
    test(flow) {
      const { bitsPerDim = Number.NaN, bitsPerDimStandardError = Number.NaN } = evaluate(
        flow,
        data.test.values,
      );
      const uniform = Math.log2(LEVELS).toFixed(3);
      return {
        figures: { testBitsPerDim: bitsPerDim, testStandardError: bitsPerDimStandardError },
        sentence: `${bitsPerDim.toFixed(3)} ± ${bitsPerDimStandardError.toFixed(3)} bits/dim on ${data.test.rows} unseen digits (a uniform model scores ${uniform})`,
      };
    },
    picture: (flow, seed) =>
      sideBySide([
        imageSheet(flow.sample(SHOWN, { seed }), data.test.schema, MODEL_MAT),
        imageSheet(firstDigits(data.test), data.test.schema, REAL_MAT),
      ]),
    caption: `${SHOWN} samples (left, blue) beside ${SHOWN} real digits (right, grey)`,
  };
}

function firstDigits({ values }: Dataset): Float32Array[] {
  return Array.from({ length: SHOWN }, (_, row) => values.subarray(row * FEATURES, (row + 1) * FEATURES));
}
