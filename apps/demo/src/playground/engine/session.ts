import type { Flow } from '@flow/models';
import { fit, type ProgressEvent } from '@flow/train';
import { memory } from '@tensorflow/tfjs-core';
import { describeError } from './describe-error.ts';
import { buildFlow, fitOptions } from './from-settings.ts';
import { createGate } from './gate.ts';
import type { Evaluated, Opened, Report, RunState } from './messages.ts';
import { MAP_SIDE } from './picture-shape.ts';
import { createPainter, journeyKinds } from './pictures.ts';
import { cellMiddles } from './plane.ts';
import type { RunSettings } from './run-settings.ts';
import { createStopwatch } from './stopwatch.ts';
import { createTarget, type Target } from './target.ts';
import { createYardstick } from './yardstick.ts';

/** One run in the worker: a flow, what it learns, and the training that can be held at any step. */
export type Session = {
  resume(): void;
  pause(): void;
  /** One step, then hold. */
  step(): void;
  save(): Uint8Array<ArrayBuffer>;
  /** The page has drawn the last picture. */
  pictureDrawn(): void;
  /** Ends the training and frees everything. */
  close(): Promise<void>;
};

export type SessionOptions = {
  readonly run: number;
  readonly settings: RunSettings;
  /** A flow from a file; the session owns it. Without one the settings say what to build. */
  readonly flow?: Flow | undefined;
  readonly tell: (report: Report) => void;
  /** Gives way to messages. */
  readonly rest: () => Promise<void>;
  readonly now?: () => number;
};

/** Held-out points are scored after each so many steps: by steps and not by time, so that curves repeat. */
export const EVALUATE_EVERY = 20;
const REST_EVERY_MS = 8;
const TELL_EVERY_MS = 120;
const PICTURE_EVERY_MS = 250;
/** Pictures take at most this share of the worker's time. */
const PICTURE_SHARE = 1 / 12;

export function createSession({
  run,
  settings,
  flow: given,
  tell,
  rest,
  now = () => performance.now(),
}: SessionOptions): Session {
  const target = createTarget(settings);
  const flow = given ?? buildFlow(settings);
  const paint = createPainter(target.box, settings.seed);
  const measure = createYardstick(target);
  const gate = createGate();
  const ending = new AbortController();
  const stopwatch = createStopwatch(now);
  let state: RunState = 'ready';
  let news = noNews();
  let [step, skipped, evaluatedAt] = [0, 0, -1];
  let [toldAt, restedAt, pictureAfter, isDrawing] = [now(), now(), 0, false];

  const tellProgress = (standing: Evaluated | null = null) => {
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
    const picture = paint(flow);
    const cost = now() - start;
    pictureAfter = start + Math.max(PICTURE_EVERY_MS, cost / PICTURE_SHARE);
    isDrawing = true;
    tell({ type: 'picture', run, step, ...picture });
  };
  /** A point of the curve; a run that was held at this step has it already. */
  const evaluateOnce = () => {
    if (evaluatedAt === step) return;
    evaluatedAt = step;
    news.evaluations.push(measure(flow, step));
  };
  /** Everything up to date, for the eyes of somebody who looks at a run that stands still. */
  const standStill = (next: RunState) => {
    stopwatch.stop();
    state = next;
    tellProgress(measure(flow, step));
    tellPicture();
  };
  const hold = async () => {
    standStill(step === 0 ? 'ready' : 'paused');
    await gate.pass(ending.signal);
    state = 'running';
    stopwatch.start();
    tellProgress();
  };
  const beforeStep = async () => {
    if (step % EVALUATE_EVERY === 0) evaluateOnce();
    if (now() - restedAt >= REST_EVERY_MS) {
      await rest();
      restedAt = now();
    }
    ending.signal.throwIfAborted();
    if (!gate.isOpen) return hold();
    if (now() - toldAt >= TELL_EVERY_MS) tellProgress();
    if (!isDrawing && now() >= pictureAfter) tellPicture();
  };
  async function* batches() {
    for (;;) {
      await beforeStep();
      yield target.draw(settings.batch);
    }
  }
  const onProgress = (event: ProgressEvent) => {
    if (event.type === 'epoch') return;
    step = event.step;
    stopwatch.count();
    news.losses.push(event.type === 'step' ? event.loss : Number.NaN);
    news.gradientNorms.push(event.type === 'step' ? event.gradientNorm : Number.NaN);
    if (event.type === 'skip') skipped += 1;
  };
  const train = async () => {
    try {
      const { stopped } = await fit(flow, batches(), {
        ...fitOptions(settings),
        signal: ending.signal,
        onProgress,
      });
      if (ending.signal.aborted) return;
      evaluateOnce();
      standStill(stopped === 'not-finite' ? 'diverged' : 'finished');
    } catch (error) {
      if (!ending.signal.aborted) {
        state = 'diverged';
        tell({ type: 'failed', at: 'run', ...describeError(error) });
      }
    }
  };
  tell(openedReport({ run, target, flow, origin: given ? 'file' : 'settings' }));
  const training = train();
  return {
    resume: () => gate.open(),
    pause: () => gate.close(),
    step() {
      gate.close();
      gate.admitOne();
    },
    save: () => flow.save(),
    pictureDrawn() {
      isDrawing = false;
    },
    async close() {
      ending.abort();
      await training;
      flow.dispose();
    },
  };
}

function openedReport(about: {
  readonly run: number;
  readonly target: Target;
  readonly flow: Flow;
  readonly origin: Opened['origin'];
}): Opened {
  const { run, target, flow, origin } = about;
  const { box, shown, logProb } = target;
  return {
    type: 'opened',
    run,
    box,
    data: shown.slice(),
    exact: Float32Array.from(logProb?.(cellMiddles(box, MAP_SIDE)) ?? []),
    parameters: flow.parameterCount,
    kinds: journeyKinds(flow),
    origin,
  };
}

type News = { losses: number[]; gradientNorms: number[]; evaluations: Evaluated[] };

function noNews(): News {
  return { losses: [], gradientNorms: [], evaluations: [] };
}
