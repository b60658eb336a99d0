import type { BackendInfo } from '@flow/backend';
import type { FitReport } from '@flow/train';
import { twoColumns } from '../arguments/help-text.ts';
import type { TestResult } from '../jobs/job.ts';
import { duration } from '../progress/duration.ts';
import type { Report } from './report.ts';
import type { Run } from './run.ts';
import type { WrittenFile } from './write-results.ts';

/** Before the first step: what is trained on what, and on which backend. */
export function openingLines({ job, flow, seed }: Run, { message }: BackendInfo): string[] {
  const { train, validation, test } = job.data;
  const rows = `${count(train.rows)} rows to train, ${count(validation.rows)} held out, ${count(test.rows)} to test`;
  return [
    `RealNVP on ${job.dataset}: ${rows}; ${count(flow.parameterCount)} parameters, seed ${seed}`,
    message,
  ];
}

/** After the last step: why it was the last, and which weights were kept. */
export function endingLine({ stopped, epochs, seconds, bestEpoch, nonFiniteSteps }: FitReport): string {
  const reason = {
    finished: `finished ${epochs} epochs`,
    patience: `stopped in epoch ${epochs}: validation improves no more`,
    aborted: `stopped by hand in epoch ${epochs}`,
    'not-finite': `gave up in epoch ${epochs}: too many steps in a row were not finite`,
  }[stopped];
  const kept = bestEpoch === undefined ? '' : `; kept epoch ${bestEpoch + 1}, the best on held-out rows`;
  const skipped = nonFiniteSteps === 0 ? '' : `; skipped ${nonFiniteSteps} steps that were not finite`;
  return `${reason} after ${duration(seconds)}${kept}${skipped}`;
}

/** The figures and the files. */
export function resultLines(
  report: Report,
  { sentence }: TestResult,
  files: readonly WrittenFile[],
): string[] {
  const { roundTripError, logDetError, reloadedBitEqual, testRows } = report;
  const reloaded = reloadedBitEqual
    ? `the same bits in all ${count(testRows)} test log-probabilities`
    : 'FAILED: the loaded model gives other log-probabilities';
  return [
    ...twoColumns([
      ['test', sentence],
      ['round trip', `${roundTripError.toExponential(1)} at most (relative)`],
      ['log-det', `${logDetError.toExponential(1)} at most (relative) from the whole Jacobian's`],
      ['reloaded', reloaded],
    ]),
    '',
    ...twoColumns(files.map(({ path, holds }) => [path, holds] as const)),
  ];
}

const count = (value: number) => value.toLocaleString('en');
