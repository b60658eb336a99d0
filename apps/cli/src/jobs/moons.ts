import { createRng, type Split, sampleDataset, split, standardisation, twoMoons } from '@flow/datasets';
import { standardise } from '@flow/layers';
import { meanWithError } from '@flow/math';
import { type Flow, realNVP } from '@flow/models';
import { evaluate } from '@flow/train';
import type { Exhibit } from '../exhibits/exhibit.ts';
import type { Canvas } from '../pictures/canvas.ts';
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
    model: 'realnvp',
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
    exhibition: (flow, seed) => ({ exhibits: planeExhibits(flow, seed, data.test.values), figures: {} }),
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
  const score = `${nll.toFixed(3)} ± ${nllStandardError.toFixed(3)} nats`;
  return {
    figures: {
      testNll: nll,
      testStandardError: nllStandardError,
      klToExact: kl.mean,
      klStandardError: kl.standardError,
      exactNll: entropy,
    },
    score,
    sentence:
      `${score} on ${points.length / 2} unseen points; ` +
      `KL to the exact density ${kl.mean.toFixed(4)} ± ${kl.standardError.toFixed(4)} nats`,
  };
}

/** Points above densities, the model's beside the real ones. */
function planePicture(flow: Flow, seed: number, points: Float32Array): Canvas {
  const [dots, densities] = planeExhibits(flow, seed, points).map(({ tiles }) => tiles);
  const column = (i: number) => stacked([dots?.[i], densities?.[i]].flatMap((tile) => tile?.canvas ?? []));
  return sideBySide([column(0), column(1)]);
}

/** Points and densities, densities on one scale. */
function planeExhibits(flow: Flow, seed: number, points: Float32Array): Exhibit[] {
  const { box } = moons;
  const samples = flow.sample(SHOWN, { seed, keepNotFinite: true }).flatMap((point) => [...point]);
  const largest = Math.exp(moons.logProb(points).reduce((most, value) => Math.max(most, value)));
  const model = (at: Float32Array) => flow.logProb(at);
  const count = SHOWN.toLocaleString('en');
  const modelTile = (canvas: Canvas) => ({ canvas, alt: 'the model', label: 'model' });
  const exactTile = (canvas: Canvas) => ({ canvas, alt: 'two moons', label: 'exact' });
  return [
    {
      name: 'points',
      title: 'Samples',
      chineseTitle: '样本',
      caption: `${count} samples of seed ${seed} (blue) and ${count} points of the data (grey).`,
      tiles: [
        modelTile(pointPicture(samples, box, MODEL_MAT)),
        exactTile(pointPicture(points.subarray(0, 2 * SHOWN), box, REAL_MAT)),
      ],
      columns: 2,
      isInk: true,
    },
    {
      name: 'density',
      title: 'Density',
      chineseTitle: '密度',
      caption: "The model's density (blue) and the exact one (grey) on one scale.",
      tiles: [
        modelTile(densityPicture(model, box, largest, MODEL_MAT)),
        exactTile(densityPicture(moons.logProb, box, largest, REAL_MAT)),
      ],
      columns: 2,
      isInk: true,
    },
  ];
}
