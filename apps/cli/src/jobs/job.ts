import type { Split } from '@flow/datasets';
import type { Flow } from '@flow/models';
import type { AdamOptions, FitOptions } from '@flow/train';
import type { Canvas } from '../pictures/canvas.ts';

/** The unit that a job's losses are told in. */
export type Measure = { readonly unit: string; readonly perNat: number };

/** What a trained model scores on rows that it never saw. */
export type TestResult = {
  /** Figures of the report, by name. */
  readonly figures: { readonly [name: string]: number };
  /** The same for the person who watches. */
  readonly sentence: string;
};

/** How a job trains, plain enough for the report. */
export type Recipe = {
  readonly model: object;
  readonly adam: AdamOptions;
  readonly training: FitOptions & { readonly epochs: number; readonly batchSize: number };
};

/** Something to train on: data, a model for them, and how to judge and show it. */
export type Job = {
  readonly dataset: string;
  readonly measure: Measure;
  readonly data: Split;
  readonly recipe: Recipe;
  createFlow(seed: number): Flow;
  test(flow: Flow): TestResult;
  /** The first samples of the seed, as they come, beside real data. */
  picture(flow: Flow, seed: number): Canvas;
  /** What the picture shows. */
  readonly caption: string;
};
