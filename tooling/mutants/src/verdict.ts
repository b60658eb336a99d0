import type { ErrorReport, RunReport } from './run-report.ts';

/** What became of a mutant; a good test suite kills all. */
export type Verdict =
  | { readonly outcome: 'killed'; readonly by: string }
  /** Every test passed. */
  | { readonly outcome: 'survived' }
  /** Nothing was learned, so that the mutation or its choice of tests must change. */
  | { readonly outcome: 'undecided'; readonly reason: string };

/** Only a test that disagrees kills: a mutant that cannot be loaded, or hangs, is no proof of a test. */
export function judge(report: RunReport): Verdict {
  const [obstacle] = report.obstacles;
  if (obstacle !== undefined) return undecided(`the tests could not run: ${firstLine(obstacle)}`);
  const killer = report.failures.find(({ errors }) => errors.some(isDisagreement));
  const [failure] = report.failures;
  if (failure === undefined && report.passed === 0) return undecided('no test has this name');
  if (!report.isMutated) return undecided('these tests do not load the file');
  if (killer !== undefined) return { outcome: 'killed', by: killer.test };
  if (failure === undefined) return { outcome: 'survived' };
  const said = failure.errors.map(({ name, message }) => `${name}: ${firstLine(message)}`).join('; ');
  return undecided(`${failure.test} broke down (${said})`);
}

/** An assertion that does not hold, or the library's own refusal. Property tests wrap it. */
function isDisagreement({ name, cause }: ErrorReport): boolean {
  return name === 'AssertionError' || name === 'FlowError' || (cause !== undefined && isDisagreement(cause));
}

const undecided = (reason: string): Verdict => ({ outcome: 'undecided', reason });

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';
