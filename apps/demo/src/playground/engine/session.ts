import type { Flow } from '@flow/models';
import { fit } from '@flow/train';
import { describeError } from './describe-error.ts';
import { buildFlow, fitOptions } from './from-settings.ts';
import { createGate } from './gate.ts';
import type { Opened, Report, RunState } from './messages.ts';
import { createNewsroom } from './newsroom.ts';
import { MAP_SIDE } from './picture-shape.ts';
import { createPainter, journeyKinds } from './pictures.ts';
import { cellMiddles } from './plane.ts';
import type { RunSettings } from './run-settings.ts';
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
  const newsroom = createNewsroom({ run, tell, now, paint: () => paint(flow) });
  const gate = createGate();
  const ending = new AbortController();
  let [restedAt, evaluatedAt] = [now(), -1];

  /** A point of the curve; a run that was held at this step has it already. */
  const evaluateOnce = () => {
    if (evaluatedAt === newsroom.step) return;
    evaluatedAt = newsroom.step;
    newsroom.add(measure(flow, evaluatedAt));
  };
  const standStill = (state: RunState) => newsroom.tellStandstill(state, measure(flow, newsroom.step));
  const hold = async () => {
    standStill(newsroom.step === 0 ? 'ready' : 'paused');
    await gate.pass(ending.signal);
    newsroom.tellStart();
  };
  const beforeStep = async () => {
    if (newsroom.step % EVALUATE_EVERY === 0) evaluateOnce();
    if (now() - restedAt >= REST_EVERY_MS) {
      await rest();
      restedAt = now();
    }
    ending.signal.throwIfAborted();
    if (gate.isOpen) newsroom.tellSometimes();
    else await hold();
  };
  async function* batches() {
    for (;;) {
      await beforeStep();
      yield target.draw(settings.batch);
    }
  }
  const train = async () => {
    try {
      const { stopped } = await fit(flow, batches(), {
        ...fitOptions(settings),
        signal: ending.signal,
        onProgress: newsroom.hear,
      });
      if (ending.signal.aborted) return;
      evaluateOnce();
      standStill(stopped === 'not-finite' ? 'diverged' : 'finished');
    } catch (error) {
      if (!ending.signal.aborted) tell({ type: 'failed', at: 'run', ...describeError(error) });
    }
  };
  tell(openedReport({ run, target, flow, origin: given ? 'file' : 'settings' }));
  const training = train();
  return {
    resume: gate.open,
    pause: gate.close,
    step() {
      gate.close();
      gate.admitOne();
    },
    save: flow.save,
    pictureDrawn: newsroom.pictureDrawn,
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
