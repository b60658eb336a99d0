import type { ProgressEvent } from '@flow/train';
import { memory } from '@tensorflow/tfjs-core';
import type { Evaluated, Report, RunState } from './messages.ts';
import type { Picture } from './picture-shape.ts';
import { createStopwatch } from './stopwatch.ts';

/** Gathers what happens in a run and tells it now and then. */
export type Newsroom = {
  /** Steps taken. */
  readonly step: number;
  /** Hears of a step. */
  hear(event: ProgressEvent): void;
  /** Adds a point to the curve. */
  add(evaluated: Evaluated): void;
  /** Tells the curve and the picture, each if it is time. */
  tellSometimes(): void;
  /** The run goes on from here. */
  tellStart(): void;
  /** The run stands still: everything is told, with the model as it stands. */
  tellStandstill(state: RunState, standing: Evaluated): void;
  /** The page has drawn the last picture. */
  pictureDrawn(): void;
};

export type NewsroomOptions = {
  readonly run: number;
  readonly tell: (report: Report) => void;
  readonly paint: () => Picture;
  readonly now: () => number;
};

const TELL_EVERY_MS = 200;
const PICTURE_EVERY_MS = 250;
/** Pictures take at most this share of the worker's time. */
const PICTURE_SHARE = 1 / 12;

export function createNewsroom({ run, tell, paint, now }: NewsroomOptions): Newsroom {
  const stopwatch = createStopwatch(now);
  let state: RunState = 'ready';
  let news = noNews();
  let [step, skipped] = [0, 0];
  let [toldAt, pictureAfter, isDrawing] = [now(), 0, false];

  const tellProgress = (standing: Evaluated | null) => {
    toldAt = now();
    const { losses, gradientNorms, evaluations } = news;
    news = noNews();
    tell({
      type: 'progress',
      run,
      state,
      step,
      losses: Float32Array.from(losses),
      gradientNorms: Float32Array.from(gradientNorms),
      evaluations,
      standing,
      stepsPerSecond: stopwatch.rate(),
      skipped,
      tensors: memory().numTensors,
    });
  };
  const tellPicture = () => {
    const start = now();
    const picture = paint();
    pictureAfter = start + Math.max(PICTURE_EVERY_MS, (now() - start) / PICTURE_SHARE);
    isDrawing = true;
    tell({ type: 'picture', run, step, ...picture });
  };
  return {
    get step() {
      return step;
    },
    hear(event) {
      if (event.type === 'epoch' || event.type === 'statistics') return;
      step = event.step;
      stopwatch.count();
      if (event.type === 'skip') skipped += 1;
      news.losses.push(event.type === 'step' ? event.loss : Number.NaN);
      news.gradientNorms.push(event.type === 'step' ? event.gradientNorm : Number.NaN);
    },
    add: (evaluated) => void news.evaluations.push(evaluated),
    tellSometimes() {
      if (now() - toldAt >= TELL_EVERY_MS) tellProgress(null);
      if (!isDrawing && now() >= pictureAfter) tellPicture();
    },
    tellStart() {
      state = 'running';
      stopwatch.start();
      tellProgress(null);
    },
    tellStandstill(next, standing) {
      state = next;
      stopwatch.stop();
      tellProgress(standing);
      tellPicture();
    },
    pictureDrawn() {
      isDrawing = false;
    },
  };
}

type News = { losses: number[]; gradientNorms: number[]; evaluations: Evaluated[] };

function noNews(): News {
  return { losses: [], gradientNorms: [], evaluations: [] };
}
