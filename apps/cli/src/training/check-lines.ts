import type { Report } from './report.ts';

/** What was checked of a model, by name. */
export function checkLines(report: Report): (readonly [name: string, result: string])[] {
  const { roundTripError, logDetError, reloadedBitEqual, testRows } = report;
  const { reconstructionError, reconstructedRows } = report;
  const back =
    reconstructionError === undefined
      ? `${small(roundTripError)} at most (relative)`
      : `${small(reconstructionError)} at the worst pixel of ${reconstructedRows} unseen pictures (black to white is 1)`;
  const logDet =
    logDetError === undefined ? [] : [`${small(logDetError)} at most (relative) from the whole Jacobian's`];
  const reloaded = reloadedBitEqual
    ? `the same bits in all ${testRows.toLocaleString('en')} test log-probabilities`
    : 'FAILED: the loaded model gives other log-probabilities';
  return [
    ['round trip', back],
    ...logDet.map((result) => ['log-det', result] as const),
    ['reloaded', reloaded],
  ];
}

const small = (error: number) => error.toExponential(1);
