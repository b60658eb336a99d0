import { useEffect, useRef, useState } from 'preact/hooks';
import type { TrainingReport, TrainingRequest } from './messages.ts';

/** What the page knows of a training in a worker. */
export type TrainingState<Facts, View> = {
  readonly facts?: Facts;
  readonly steps: number;
  readonly view?: View;
  readonly isTraining: boolean;
  /** The worker has died; why. */
  readonly failed?: string;
};

export type Training<Facts, View> = {
  readonly state: TrainingState<Facts, View>;
  /** So many steps more. */
  train(steps: number): void;
  pause(): void;
  /** From the first weights again, in a new worker. */
  reset(): void;
};

export type UseTrainingOptions<Options, View, Wish> = {
  /** Makes the worker; a constant function, with the worker's address as Vite wants it. */
  readonly makeWorker: () => Worker;
  /** Plain data; when they change, the training begins again. */
  readonly options: Options;
  /** Plain data: what to show. */
  readonly wish: Wish;
  /** Hears of every view. */
  readonly onView?: (steps: number, view: View) => void;
};

/** Trains in a worker that lives as long as the component. */
export function useTraining<Options, Facts, View, Wish>({
  makeWorker,
  options,
  wish,
  onView,
}: UseTrainingOptions<Options, View, Wish>): Training<Facts, View> {
  type State = TrainingState<Facts, View>;
  const [state, setState] = useState<State>({ steps: 0, isTraining: false });
  const [round, setRound] = useState(0);
  const worker = useRef<Worker | undefined>(undefined);
  const hear = useRef(onView);
  hear.current = onView;
  const ask = (request: TrainingRequest<Options, Wish>) => worker.current?.postMessage(request);
  const [optionsKey, wishKey] = [JSON.stringify(options), JSON.stringify(wish)];
  useEffect(() => {
    setState({ steps: 0, isTraining: false });
    const current = makeWorker();
    worker.current = current;
    current.onmessage = ({ data: report }: MessageEvent<TrainingReport<Facts, View>>) => {
      if (report.type === 'progress') hear.current?.(report.steps, report.view);
      setState((before) => after(before, report));
    };
    current.onerror = (event) => {
      event.preventDefault();
      setState((before) => ({ ...before, isTraining: false, failed: event.message || 'worker' }));
    };
    ask({ type: 'start', options, wish });
    return () => current.terminate();
  }, [makeWorker, optionsKey, round]);
  useEffect(() => ask({ type: 'wish', wish }), [wishKey]);
  return {
    state,
    train(steps) {
      setState((before) => ({ ...before, isTraining: true }));
      ask({ type: 'train', until: state.steps + steps });
    },
    pause: () => ask({ type: 'pause' }),
    reset: () => setRound((before) => before + 1),
  };
}

function after<Facts, View>(
  before: TrainingState<Facts, View>,
  report: TrainingReport<Facts, View>,
): TrainingState<Facts, View> {
  if (report.type === 'ready') return { ...before, facts: report.facts };
  if (report.type === 'progress') return { ...before, steps: report.steps, view: report.view };
  if (report.type === 'failed') return { ...before, isTraining: false, failed: report.text };
  return { ...before, isTraining: false };
}
