import type { Split } from './dataset.ts';
import { labelledSplit } from './embedded-table.ts';

const MEASURES = [
  'radius',
  'texture',
  'perimeter',
  'area',
  'smoothness',
  'compactness',
  'concavity',
  'concave points',
  'symmetry',
  'fractal dimension',
];

/**
 * Cell nuclei in 569 images of breast tissue: ten measures, each as its mean, its standard error and its worst
 * value, in a fixed division of 399, 85 and 85 rows. Malignant against benign is a usual anomaly benchmark.
 *
 * @returns values [rows, 30] in the units of the source, labels 0 (malignant) and 1 (benign)
 *
 * Source: Wolberg, Mangasarian, Street and Street, "Breast Cancer Wisconsin (Diagnostic)" (UCI, 1993), CC BY 4.0.
 * @example
 * ```ts
 * const { train } = await breastCancer();
 * console.log(train.classNames); // [ 'malignant', 'benign' ]
 * ```
 */
export async function breastCancer(): Promise<Split> {
  return labelledSplit(await import('./generated/breast-cancer.ts'), 1, {
    name: 'breast-cancer',
    schema: {
      features: 30,
      names: [
        ...MEASURES.map((measure) => `mean ${measure}`),
        ...MEASURES.map((measure) => `${measure} error`),
        ...MEASURES.map((measure) => `worst ${measure}`),
      ],
    },
    classNames: ['malignant', 'benign'],
    licence: 'CC BY 4.0',
    source:
      'W. Wolberg, O. Mangasarian, N. Street and W. Street, Breast Cancer Wisconsin (Diagnostic), UCI 1993',
  });
}
