import { useEffect, useRef, useState } from 'preact/hooks';
import type { ContestOptions, Rival, Standing } from './contest.ts';
import type { ContestReport, ContestRequest } from './contest-messages.ts';

type Ready = Extract<ContestReport, { type: 'ready' }>;

/** What the page knows of the contest. */
export type ContestState = {
  readonly ready?: Pick<Ready, 'data' | 'shown'>;
  readonly steps: number;
  readonly standing?: Record<Rival, Standing>;
  /** nll of both after every report, oldest first. */
  readonly history: readonly HistoryPoint[];
  readonly isTraining: boolean;
  /** The worker has died; why. */
  readonly failed?: string;
};
export type HistoryPoint = { readonly steps: number; readonly nll: Record<Rival, number> };

const FRESH: ContestState = { steps: 0, history: [], isTraining: false };

/** Runs a contest in a worker of its own, anew whenever its options change; the worker ends with the component. */
export function useContest({ data, seed }: ContestOptions) {
  const [state, setState] = useState(FRESH);
  const [round, setRound] = useState(0);
  const worker = useRef<Worker | undefined>(undefined);
  const ask = (request: ContestRequest) => worker.current?.postMessage(request);
  useEffect(() => {
    setState(FRESH);
    const current = new Worker(new URL('./contest-worker.ts', import.meta.url), { type: 'module' });
    worker.current = current;
    current.onmessage = ({ data: report }: MessageEvent<ContestReport>) =>
      setState((before) => after(before, report));
    current.onerror = (event) => {
      event.preventDefault();
      setState((before) => ({ ...before, isTraining: false, failed: event.message || 'worker' }));
    };
    ask({ type: 'start', options: { data, seed } });
    return () => current.terminate();
  }, [data, seed, round]);
  return {
    state,
    train(steps: number) {
      setState((before) => ({ ...before, isTraining: true }));
      ask({ type: 'train', until: state.steps + steps });
    },
    pause: () => ask({ type: 'pause' }),
    /** From the first weights again. */
    reset: () => setRound((before) => before + 1),
  };
}

function after(before: ContestState, report: ContestReport): ContestState {
  if (report.type === 'ready') return { ...before, ready: { data: report.data, shown: report.shown } };
  if (report.type === 'rest') return { ...before, isTraining: false };
  if (report.type === 'failed') return { ...before, isTraining: false, failed: report.text };
  const { steps, standing } = report;
  const nll = { alternating: standing.alternating.nll, frozen: standing.frozen.nll };
  return { ...before, steps, standing, history: [...before.history, { steps, nll }] };
}
