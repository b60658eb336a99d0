import { createRng, type Split, sampleDataset, split, standardisation, twoMoons } from '@flow/datasets';
import { standardise } from '@flow/layers';
import { meanWithError } from '@flow/math';
import { type Flow, realNVP } from '@flow/models';
import { evaluate } from '@flow/train';
import { MODEL_MAT, REAL_MAT } from '../pictures/palette.ts';
import { densityPicture, pointPicture } from '../pictures/plane.ts';
import { sideBySide, stacked } from '../pictures/side-by-side.ts';
import type { Job, TestResult } from './job.ts';
import { moonsRecipe } from './moons-recipe.ts';

const moons = twoMoons();
const SHOWN = 2000;

/** RealNVP on two moons in the plane, whose exact density is known. */
export function moonsJob(): Job {
  const { model, rows } = moonsRecipe;
  const data = drawMoons(rows);
  return {
    dataset: 'moons',
    measure: { unit: 'nats', perNat: 1 },
    data,
    recipe: moonsRecipe,
    createFlow: (seed) =>
      realNVP({
        features: 2,
        ...model,
        preprocessing: [standardise(standardisation(data.train))],
        data: data.train.schema,
        seed,
      }),
    test: (flow) => testAgainstExact(flow, data.test.values),
    picture: (flow, seed) => planePicture(flow, seed, data.test.values),
    caption: `${SHOWN.toLocaleString('en')} samples above the model's density (left, blue), real points above the exact one (right, grey)`,
  };
}

function drawMoons({ train, validation, test }: typeof moonsRecipe.rows): Split {
  const table = sampleDataset(moons, train + validation + test, createRng(0));
  return split(table, { counts: [train, validation, test] });
}

function testAgainstExact(flow: Flow, points: Float32Array): TestResult {
  const { nll, nllStandardError } = evaluate(flow, points);
  const exact = moons.logProb(points);
  const kl = meanWithError(flow.logProb(points).map((value, i) => Number(exact[i]) - value));
  const entropy = -meanWithError(exact).mean;
  return {
    figures: {
      testNll: nll,
      testStandardError: nllStandardError,
      klToExact: kl.mean,
      klStandardError: kl.standardError,
      exactNll: entropy,
    },
    sentence:
      `${nll.toFixed(3)} ± ${nllStandardError.toFixed(3)} nats on ${points.length / 2} unseen points; ` +
      `KL to the exact density ${kl.mean.toFixed(4)} ± ${kl.standardError.toFixed(4)} nats`,
  };
}

/** Points above densities, the model's beside the real ones, densities on one scale. */
function planePicture(flow: Flow, seed: number, points: Float32Array) {
  const { box } = moons;
  const samples = flow.sample(SHOWN, { seed }).flatMap((point) => [...point]);
  const largest = Math.exp(moons.logProb(points).reduce((most, value) => Math.max(most, value)));
  const model = (at: Float32Array) => flow.logProb(at);
  return sideBySide([
    stacked([pointPicture(samples, box, MODEL_MAT), densityPicture(model, box, largest, MODEL_MAT)]),
    stacked([
      pointPicture(points.subarray(0, 2 * SHOWN), box, REAL_MAT),
      densityPicture(moons.logProb, box, largest, REAL_MAT),
    ]),
  ]);
}
