import type { BackendInfo } from '@flow/backend';
import type { FitReport } from '@flow/train';
import { twoColumns } from '../arguments/help-text.ts';
import type { TestResult } from '../jobs/job.ts';
import { titleOf } from '../jobs/titles.ts';
import { duration } from '../progress/duration.ts';
import { checkLines } from './check-lines.ts';
import type { Report } from './report.ts';
import type { Run } from './run.ts';
import type { Trained } from './trained.ts';
import type { WrittenFile } from './write-results.ts';

/** Before the first step: what is trained on what, and on which backend. */
export function openingLines({ job, flow, seed }: Run, { message }: BackendInfo): string[] {
  const { train, validation, test } = job.data;
  const rows = `${count(train.rows)} rows to train, ${count(validation.rows)} held out, ${count(test.rows)} to test`;
  return [`${titleOf(job)}: ${rows}; ${count(flow.parameterCount)} parameters, seed ${seed}`, message];
}

/** After the last step: why it was the last, and which weights were kept. */
export function endingLine({ steps: wanted }: Run, { fitted, stopped }: Trained): string {
  const { epochs, steps, seconds, bestEpoch, nonFiniteSteps } = fitted;
  const done = wanted === undefined ? `${count(epochs)} epochs` : `${count(steps)} steps`;
  const reason = {
    finished: `finished ${done}`,
    patience: `stopped in epoch ${epochs}: validation improves no more`,
    time: `the time was over after ${count(steps)} steps`,
    aborted: `stopped by hand in epoch ${epochs}, after ${count(steps)} steps`,
    'not-finite': `gave up in epoch ${epochs}: too many steps in a row were not finite`,
  }[stopped];
  const kept = bestEpoch === undefined ? '' : `; kept epoch ${bestEpoch + 1}, the best on held-out rows`;
  const skipped = nonFiniteSteps === 0 ? '' : `; skipped ${nonFiniteSteps} steps that were not finite`;
  return `${reason}, in ${duration(seconds)}${kept}${skipped}`;
}

/** Where a resumed run went on. */
export function resumeLines({ resumed }: FitReport): string[] {
  if (resumed === undefined) return [];
  const { step, from, damaged } = resumed;
  const why = damaged === undefined ? '' : `, as the newest is damaged: ${damaged}`;
  return [`went on after ${count(step)} steps, from ${from}${why}`];
}

/** The figures and the files. */
export function resultLines(
  report: Report,
  { sentence }: TestResult,
  files: readonly WrittenFile[],
): string[] {
  return [
    ...twoColumns([['test', sentence], ...checkLines(report)]),
    '',
    ...twoColumns(files.map(({ path, holds }) => [path, holds] as const)),
  ];
}

const count = (value: number) => value.toLocaleString('en');
