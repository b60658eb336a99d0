import type { Dataset } from '@flow/datasets';
import { type ClassAccuracy, classAccuracy, type Flow } from '@flow/models';
import { firstRows } from '../exhibits/table-rows.ts';
import { UsageError } from '../usage-error.ts';
import type { DrawFigure } from './figure.ts';
import { shareRight, trainClassifier } from './small-classifier.ts';
import { figureOfRows, tilesOf } from './tiles.ts';

const A_CLASS = 10;
/** Of the test pictures and of the samples that are counted. */
const COUNTED = 1000;

/**
 * A row of samples for each class. Counts what the model knows of classes: how often p(y | x) names the class of a test
 * picture, and how often a small classifier, trained on real pictures alone, recognises the class of a sample.
 */
export const classRows: DrawFigure = async ({ flow, data: load, seed, temperature }) => {
  const data = await load();
  const classes = classesOf(flow, data.test);
  const tiles = tilesOf(data.test.schema);
  const row = (label: number) =>
    flow.sample(A_CLASS, { seed: seed + label, temperature, label, keepNotFinite: true }).map(tiles.model);
  const canvas = figureOfRows(Array.from({ length: classes }, (_, label) => row(label)));
  const counted = Math.min(COUNTED, data.test.rows);
  const pictures = firstRows(data.test, counted);
  const labels = data.test.labels ?? new Uint8Array();
  const bayes = classAccuracy(flow, pictures, labels.slice(0, counted));
  const classifier = await trainClassifier(data.train);
  const drawn = Array.from({ length: COUNTED }, (_, i) => i % classes);
  const samples = flow.sample(COUNTED, { seed, temperature, label: drawn, keepNotFinite: true });
  const onReal = shareRight(classifier.classify(pictures), labels);
  const onSamples = shareRight(classifier.classify(samples), drawn);
  classifier.dispose();
  return {
    canvas,
    lines: [
      ...(data.test.classNames ?? []).map((name, label) => `row ${label + 1}: ${name}`),
      `p(y | x) by Bayes names the class of ${shown(bayes)} of the first ${counted} test pictures`,
      `a perceptron with 128 hidden units, trained on real pictures alone, names the class of ${percent(onReal)} of ` +
        `them and of ${percent(onSamples)} of ${COUNTED} samples at temperature ${temperature}`,
    ],
  };
};

function classesOf({ contextShape }: Flow, { labels, classNames = [] }: Dataset): number {
  const classes = contextShape?.[0];
  if (classes !== undefined && labels !== undefined && classNames.length === classes) return classes;
  throw new UsageError('this figure needs a model with the classes of the data set: train it with --classes');
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const shown = ({ accuracy, standardError }: ClassAccuracy) =>
  `${percent(accuracy)} (± ${(100 * standardError).toFixed(1)})`;
