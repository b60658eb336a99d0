import type { RunState } from './run-state.ts';

/** Relative error of a rebuilt input from which on gradients are off by more than rounding. */
const DRIFT_LIMIT = 1e-4;

/** Keeps the largest drift of a run, and tells when it passes the limit for the first time. */
export function noteDrift(
  state: Pick<RunState, 'drift' | 'step'>,
  drift: number | undefined,
  onWarning: ((message: string) => void) | undefined,
): void {
  if (drift === undefined) return;
  const before = state.drift ?? 0;
  state.drift = Math.max(before, drift);
  if (before > DRIFT_LIMIT || drift <= DRIFT_LIMIT) return;
  onWarning?.(
    `At step ${state.step} inputs rebuilt by memory: 'recompute' are off by ${drift.toExponential(1)} of their norm, ` +
      `more than ${DRIFT_LIMIT}, and gradients by as much: a layer is ill-conditioned; train with memory: 'store'.`,
  );
}
