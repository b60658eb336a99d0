import { FlowError } from '@flow/backend';
import type { CheckedOptions } from './fit-options.ts';
import type { RunState } from './run-state.ts';

/** What warm-up, schedule and backing off make of the learning rate at a step. @throws invalid-argument */
export function rateFactor(
  { warmupSteps, schedule }: Pick<CheckedOptions, 'warmupSteps' | 'schedule'>,
  { step, history, backOff }: Pick<RunState, 'step' | 'history' | 'backOff'>,
  steps: number | undefined,
): number {
  const warmup = warmupSteps > 0 ? Math.min(1, (step + 1) / warmupSteps) : 1;
  const factor = schedule?.(step, steps, history) ?? 1;
  if (factor >= 0 && factor < Infinity) return warmup * factor * backOff;
  throw new FlowError('invalid-argument', {
    argument: 'schedule',
    message: `The schedule of step ${step} cannot multiply a learning rate.`,
    expected: 'a finite number, 0 or more',
    received: String(factor),
  });
}
