import type { Split } from '@flow/datasets';
import type { Flow } from '@flow/models';
import type { FitOptions } from '@flow/train';
import type { Exhibition } from '../exhibits/exhibit.ts';
import type { Canvas } from '../pictures/canvas.ts';
import type { OptimizerSettings } from './optimizer-settings.ts';

export type DatasetName = 'fashion-mnist' | 'emoji' | 'pictures' | 'digits' | 'moons';
export type ModelName = 'glow' | 'realnvp';

/** The unit that a job's losses are told in. */
export type Measure = { readonly unit: string; readonly perNat: number };

/** What a trained model scores on rows that it never saw. */
export type TestResult = {
  /** Figures of the report, by name. */
  readonly figures: { readonly [name: string]: number };
  /** The score alone, with its unit. */
  readonly score: string;
  /** The same with what it is to be compared with, for the person who watches. */
  readonly sentence: string;
};

/** How a job trains, plain enough for the report. */
export type Recipe = {
  readonly model: object;
  readonly optimizer: OptimizerSettings;
  readonly training: FitOptions & { readonly batchSize: number };
  /** How long, where the command line does not say; whichever ends first. */
  readonly length: Length;
};

export type Length = {
  readonly epochs?: number | undefined;
  readonly steps?: number | undefined;
  /** Of the whole command. */
  readonly minutes?: number | undefined;
};

/** Something to train on: data, a model for them, and how to judge and show it. */
export type Job = {
  readonly dataset: DatasetName;
  readonly model: ModelName;
  /** How many classes the model is one of each of; undefined where it knows none. */
  readonly classes?: number;
  readonly measure: Measure;
  readonly data: Split;
  readonly recipe: Recipe;
  createFlow(seed: number): Flow;
  test(flow: Flow): TestResult;
  /** The first samples of the seed, as they come, beside real data. */
  picture(flow: Flow, seed: number): Canvas;
  /** What the picture shows. */
  readonly caption: string;
  /** What else there is to see. */
  exhibition(flow: Flow, seed: number): Exhibition;
};
