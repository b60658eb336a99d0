import { useEffect, useRef, useState } from 'preact/hooks';
import { descend, loss, type Parameters } from './normal-model.ts';

export type Descent = {
  readonly parameters: Parameters;
  /** Where it has been since it was last moved by hand. */
  readonly path: readonly Parameters[];
  readonly running: boolean;
  readonly moveTo: (parameters: Parameters) => void;
  readonly step: () => void;
  readonly toggle: () => void;
};

const PAUSE_MS = 60;
const MOST_STEPS = 300;
const FLAT = 1e-4;

/** Gradient descent that a reader can step, run, stop and put somewhere else. */
export function useDescent(start: Parameters, samples: readonly number[], rate: number): Descent {
  const [path, setPath] = useState<readonly Parameters[]>([start]);
  const [running, setRunning] = useState(false);
  const here = path.at(-1) ?? start;
  const step = () => setPath([...path, descend(here, samples, rate)]);
  const latest = useRef(step);
  latest.current = step;
  const arrived = path.length > MOST_STEPS || isFlat(here, samples);
  useEffect(() => {
    if (!running) return;
    if (arrived) {
      setRunning(false);
      return;
    }
    const timer = setTimeout(() => latest.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [running, arrived, path]);
  return {
    parameters: here,
    path,
    running,
    moveTo: (parameters) => {
      setRunning(false);
      setPath([parameters]);
    },
    step,
    toggle: () => setRunning(!running),
  };
}

function isFlat(parameters: Parameters, samples: readonly number[]): boolean {
  const { gradient } = loss(parameters, samples);
  return Math.hypot(gradient.mean, gradient.logScale) < FLAT;
}
