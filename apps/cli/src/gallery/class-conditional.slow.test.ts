import { createDataset, type Dataset, fashionMnist, init, padImages } from '@flow/datasets';
import { classAccuracy, glow, oneHot } from '@flow/models';
import { adam, cosineDecay, fit } from '@flow/train';
import { beforeAll, expect, it } from 'vitest';
import { firstRows } from '../exhibits/table-rows.ts';
import { shareRight, trainClassifier } from './small-classifier.ts';

const SIDE = 16;
const STEPS = 700;
const CLASSES = 10;

beforeAll(() => init());

/** Clothes of 16x16 pixels: the mean of each four of them. */
function halved(data: Dataset): Dataset {
  const { values, rows, labels, classNames } = padImages(data, { height: 2 * SIDE, width: 2 * SIDE });
  const pixels = SIDE * SIDE;
  const smaller = Float32Array.from({ length: rows * pixels }, (_, at) => {
    const [row, y, x] = [Math.floor(at / pixels), Math.floor((at % pixels) / SIDE), at % SIDE];
    const corner = row * 4 * pixels + 2 * y * 2 * SIDE + 2 * x;
    const four = [corner, corner + 1, corner + 2 * SIDE, corner + 2 * SIDE + 1];
    return Math.floor(four.reduce((sum, pixel) => sum + (values[pixel] as number), 0) / 4);
  });
  return createDataset({
    schema: { features: pixels, shape: [SIDE, SIDE, 1], quantization: { levels: 256 } },
    values: smaller,
    ...(labels && { labels }),
    ...(classNames && { classNames }),
  });
}

it('a Glow of classes names the class of unseen clothes, and its samples are recognised', {
  timeout: 600_000,
}, async () => {
  const { train, test } = await fashionMnist();
  const [learned, unseen] = [halved(train), halved(test)];
  const flow = glow({
    shape: [SIDE, SIDE, 1],
    levels: 2,
    steps: 6,
    hidden: 48,
    logScale: 'bounded',
    classes: CLASSES,
    classesIn: 'everywhere',
    seed: 0,
  });
  const report = await fit(
    flow,
    { x: learned.values, context: oneHot(learned.labels ?? [], CLASSES) },
    {
      batchSize: 32,
      optimizer: adam({ learningRate: 5e-3 }),
      schedule: cosineDecay,
      warmupSteps: 50,
      clipNorm: 50,
      maxSteps: STEPS,
      epochs: Math.ceil((STEPS * 32) / learned.rows),
      seed: 0,
    },
  );
  expect(report.nonFiniteSteps).toBe(0);
  const pictures = firstRows(unseen, 1000);
  const { accuracy } = classAccuracy(flow, pictures, (unseen.labels ?? []).slice(0, 1000));
  const classifier = await trainClassifier(learned);
  const drawn = Array.from({ length: 1000 }, (_, i) => i % CLASSES);
  const samples = flow.sample(1000, { seed: 0, temperature: 0.7, label: drawn });
  const recognised = shareRight(classifier.classify(samples), drawn);
  const onReal = shareRight(classifier.classify(pictures), unseen.labels ?? []);
  classifier.dispose();
  flow.dispose();
  console.log(
    `p(y | x) right: ${accuracy}; classifier on real pictures: ${onReal}, on samples: ${recognised}`,
  );
  expect(onReal).toBeGreaterThan(0.8);
  expect(accuracy).toBeGreaterThan(0.75);
  expect(recognised).toBeGreaterThanOrEqual(0.6);
});
