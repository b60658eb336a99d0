// Trains the two flows beside the page.
import { type Contest, createContest } from './contest.ts';
import type { ContestReport, ContestRequest } from './contest-messages.ts';

/** Steps in one go; between two the worker listens. */
const BURST = 20;

const tell = (report: ContestReport) => postMessage(report);
let contest: Contest | undefined;
let until = 0;
let isTraining = false;

addEventListener('message', ({ data }: MessageEvent<ContestRequest>) => {
  handle(data).catch((error: unknown) => {
    tell({ type: 'failed', text: error instanceof Error ? error.message : String(error) });
  });
});

async function handle(request: ContestRequest): Promise<void> {
  if (request.type === 'start') await start(request.options);
  else if (request.type === 'pause') until = 0;
  else {
    until = request.until;
    if (!isTraining) await train();
  }
}

async function start(options: Parameters<typeof createContest>[0]): Promise<void> {
  contest = await createContest(options);
  const { marginal, limits } = contest.data;
  tell({ type: 'ready', data: { marginal, limits }, shown: contest.shown });
  report(contest);
}

async function train(): Promise<void> {
  isTraining = true;
  try {
    while (contest !== undefined && contest.steps < until) {
      contest.train(Math.min(BURST, until - contest.steps));
      report(contest);
      await nextMessage();
    }
  } finally {
    isTraining = false;
  }
  tell({ type: 'rest' });
}

const report = ({ steps, standing }: Contest) => tell({ type: 'progress', steps, standing: standing() });

/** Lets messages that have come in meanwhile be heard. */
const nextMessage = () => new Promise<void>((resolve) => setTimeout(resolve));
