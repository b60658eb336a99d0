import type { TrainingReport, TrainingRequest } from './messages.ts';

/** Something that learns step by step and can be looked at in between. */
export type Trainee<Facts, View, Wish> = {
  readonly facts: Facts;
  readonly steps: number;
  train(steps: number): void;
  look(wish: Wish): View;
};

export type ServeOptions<Options, Facts, View, Wish> = {
  readonly create: (options: Options) => Promise<Trainee<Facts, View, Wish>>;
  /** Steps in one go; between two the worker reports and listens. */
  readonly burst: number;
};

/** The whole of a worker that trains in short bursts for a section of the page. */
export function serveTraining<Options, Facts, View, Wish>({
  create,
  burst,
}: ServeOptions<Options, Facts, View, Wish>): void {
  type Learner = Trainee<Facts, View, Wish>;
  const tell = (report: TrainingReport<Facts, View>) => postMessage(report);
  let learner: Learner | undefined;
  let wish: Wish | undefined;
  let until = 0;
  let isTraining = false;

  const report = () => {
    if (learner === undefined) return;
    tell({ type: 'progress', steps: learner.steps, view: learner.look(wish as Wish) });
  };

  async function train(): Promise<void> {
    isTraining = true;
    try {
      while (learner !== undefined && learner.steps < until) {
        learner.train(Math.min(burst, until - learner.steps));
        report();
        await messagesHeard();
      }
    } finally {
      isTraining = false;
    }
    tell({ type: 'rest' });
  }

  async function handle(request: TrainingRequest<Options, Wish>): Promise<void> {
    if (request.type === 'start') {
      wish = request.wish;
      learner = await create(request.options);
      tell({ type: 'ready', facts: learner.facts });
      report();
    } else if (request.type === 'wish') {
      wish = request.wish;
      report();
    } else if (request.type === 'pause') {
      until = 0;
    } else {
      until = request.until;
      if (!isTraining) await train();
    }
  }

  addEventListener('message', ({ data }: MessageEvent<TrainingRequest<Options, Wish>>) => {
    handle(data).catch((error: unknown) => {
      tell({ type: 'failed', text: error instanceof Error ? error.message : String(error) });
    });
  });
}

/** Messages that came in meanwhile are heard before this is over. */
const messagesHeard = () => new Promise<void>((resolve) => setTimeout(resolve));
