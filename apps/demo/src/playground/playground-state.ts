import { batch, computed, signal } from '@preact/signals';
import { createEngine, type Death, type Engine } from './engine/engine.ts';
import type { Bytes, Evaluated, Failure, Opened, Progress, Report, RunState } from './engine/messages.ts';
import { FEWEST_PAINTED } from './engine/painted-points.ts';
import type { Picture } from './engine/picture-shape.ts';
import type { ChoiceName, RunSettings } from './engine/run-settings.ts';
import { firstPainting } from './first-painting.ts';

/** The curve of a run; it grows in place, and `version` tells when. */
export type Curve = {
  readonly version: number;
  readonly losses: readonly number[];
  readonly gradientNorms: readonly number[];
  readonly evaluations: readonly Evaluated[];
};

export type ModelFile = { readonly name: string; readonly bytes: Bytes };

/** Something the reader should know; it stays until it is put away or the next action. */
export type Trouble =
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'link'; readonly message: string };

export type Life = 'booting' | 'alive' | { readonly dead: Death } | { readonly unable: string };

export type PlaygroundState = ReturnType<typeof createPlaygroundState>;

type Opening = { readonly run: number; readonly file: ModelFile | undefined; readonly goOn: boolean };

/** Settings that say how the flow is built; a flow from a file is what it is. */
const BUILD_FIELDS: readonly (keyof RunSettings)[] = [
  'couplings',
  'width',
  'depth',
  'mixing',
  'activation',
  'actNorm',
] satisfies (ChoiceName | keyof RunSettings)[];

/** The playground without its looks: what the reader set, what the worker told, and what can be done. */
export function createPlaygroundState(createWorker: () => Worker, initial: RunSettings) {
  const settings = signal(initial);
  const model = signal<ModelFile | undefined>();
  const life = signal<Life>('booting');
  const trouble = signal<Trouble | undefined>();
  const opened = signal<Opened | undefined>();
  const latest = signal<Progress | undefined>();
  const measured = signal<Evaluated | undefined>();
  const curve = signal<Curve>(noCurve());
  const picture = signal<(Picture & { readonly step: number }) | undefined>();
  const saved = signal<Bytes | undefined>();
  const state = computed<RunState | 'opening'>(() => latest.value?.state ?? 'opening');
  /** Painted too little to learn from. */
  const isTooFew = computed(
    () => settings.value.density === 'painted' && settings.value.points.length < 2 * FEWEST_PAINTED,
  );
  let [run, runs] = [0, 0];
  /** A model on its way: until it has opened, the run before it goes on. */
  let coming: { readonly run: number; readonly file: ModelFile } | undefined;
  let isOpening = false;
  let waiting: Opening | undefined;
  /** Whether the run that opens is to train at once. */
  let goesOn = false;
  let engine: Engine = start();

  const nextRun = () => {
    runs += 1;
    return runs;
  };

  function start(): Engine {
    life.value = 'booting';
    return createEngine({
      createWorker,
      onReport: (report) => batch(() => receive(report)),
      onDeath: (dead) => {
        life.value = { dead };
      },
    });
  }

  function receive(report: Report): void {
    if (report.type === 'booted') life.value = 'alive';
    else if (report.type === 'failed') receiveFailure(report);
    else if (report.type !== 'pong') {
      if (report.type === 'opened') openingEnded();
      if (report.run === coming?.run) adopt(coming);
      if (report.run === run) receiveNews(report);
    }
  }

  function receiveFailure(failure: Failure): void {
    if (failure.at === 'boot') life.value = { unable: failure.message };
    else trouble.value = { kind: 'failed', failure };
    if (failure.at === 'load') coming = undefined;
    if (failure.at === 'load' || failure.at === 'open') openingEnded();
    const news = latest.peek();
    if (failure.at === 'run' && news) latest.value = { ...news, state: 'diverged' };
  }

  function receiveNews(report: Extract<Report, { readonly run: number }>): void {
    if (report.type === 'opened') opened.value = report;
    else if (report.type === 'progress') receiveProgress(report);
    else if (report.type === 'saved') saved.value = report.bytes;
    else {
      picture.value = report;
      const { run: drawn } = report;
      requestAnimationFrame(() => engine.send({ type: 'drawn', run: drawn }));
    }
  }

  function receiveProgress(news: Progress): void {
    latest.value = news;
    measured.value = news.standing ?? news.evaluations.at(-1) ?? measured.value;
    if (news.losses.length + news.evaluations.length > 0) curve.value = longerCurve(curve.peek(), news);
  }

  function forgetRun(): void {
    latest.value = measured.value = undefined;
    curve.value = noCurve();
    trouble.value = undefined;
  }

  /** The model from the file has opened: its run is the one to look at. */
  function adopt({ run: opening, file }: NonNullable<typeof coming>): void {
    run = opening;
    coming = undefined;
    model.value = file;
    forgetRun();
  }

  /** One opening is on its way at a time; of those asked for meanwhile only the last is sent after it. */
  function sendOpen(opening: Opening): void {
    if (isOpening) {
      waiting = opening;
      return;
    }
    isOpening = true;
    const { run: number, file, goOn } = opening;
    const bytes = file && { model: file.bytes.slice() };
    engine.send({ type: 'open', run: number, settings: settings.peek(), ...bytes });
    if (goOn) engine.send({ type: 'resume', run: number });
  }

  function openingEnded(): void {
    isOpening = false;
    const next = waiting;
    waiting = undefined;
    if (next) sendOpen(next);
  }

  /** Begins anew with what is set; `goOn` trains at once. */
  function open(goOn = false): void {
    run = nextRun();
    coming = waiting = undefined;
    goesOn = goOn;
    batch(forgetRun);
    if (!isTooFew.peek()) sendOpen({ run, file: model.peek(), goOn });
  }

  const order = (type: 'resume' | 'pause' | 'step' | 'save') => () => engine.send({ type, run });
  return {
    settings,
    model,
    life,
    trouble,
    opened,
    latest,
    /** The last measurement on held-out points. */
    measured,
    curve,
    picture,
    /** The bytes of the model, when the worker has written it. */
    saved,
    state,
    isTooFew,
    open,
    resume: order('resume'),
    pause: order('pause'),
    step: order('step'),
    save: order('save'),
    /** Changes settings and begins anew; what was in training goes on training. */
    change(change: Partial<RunSettings>): void {
      const before = state.peek();
      const wasRunning = before === 'running' || (before === 'opening' && goesOn);
      const next = { ...settings.peek(), ...change };
      const isBlank = next.density === 'painted' && change.density === 'painted' && next.points.length === 0;
      settings.value = isBlank ? { ...next, points: firstPainting() } : next;
      if (BUILD_FIELDS.some((name) => name in change)) model.value = undefined;
      open(wasRunning);
    },
    /** Takes a model from a file, or leaves it with `undefined`. */
    useModel(file: ModelFile | undefined): void {
      if (file === undefined) {
        model.value = undefined;
        open();
        return;
      }
      coming = { run: nextRun(), file };
      sendOpen({ ...coming, goOn: false });
    },
    /** A new worker in place of one that died. */
    restart(): void {
      engine.close();
      isOpening = false;
      engine = start();
      open();
    },
    close(): void {
      engine.close();
    },
  };
}

function noCurve(): Curve {
  return { version: 0, losses: [], gradientNorms: [], evaluations: [] };
}

function longerCurve(
  { version, losses, gradientNorms, evaluations }: Curve,
  { losses: newLosses, gradientNorms: newNorms, evaluations: newEvaluations }: Progress,
): Curve {
  (losses as number[]).push(...newLosses);
  (gradientNorms as number[]).push(...newNorms);
  (evaluations as Evaluated[]).push(...newEvaluations);
  return { version: version + 1, losses, gradientNorms, evaluations };
}
