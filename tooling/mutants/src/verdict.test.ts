import { describe, expect, it } from 'vitest';
import type { ErrorReport, RunReport } from './run-report.ts';
import { judge } from './verdict.ts';

const run = (report: Partial<RunReport>): RunReport => ({
  isMutated: true,
  obstacles: [],
  passed: 1,
  failures: [],
  ...report,
});
const failing = (error: ErrorReport) =>
  run({ failures: [{ test: 'lu.test.ts: P A = L U', errors: [error] }] });

describe('a mutant', () => {
  it.each<[string, ErrorReport]>([
    ['an assertion', { name: 'AssertionError', message: 'expected 1 to be 2' }],
    ['a refusal of the library', { name: 'FlowError', message: 'x is not finite' }],
    [
      'an assertion inside a property',
      {
        name: 'Error',
        message: 'Property failed',
        cause: { name: 'AssertionError', message: 'expected 1 to be 2' },
      },
    ],
  ])('is killed by %s', (_, error) => {
    expect(judge(failing(error))).toEqual({ outcome: 'killed', by: 'lu.test.ts: P A = L U' });
  });

  it('survives where all tests pass', () => {
    expect(judge(run({}))).toEqual({ outcome: 'survived' });
  });

  it.each<[string, RunReport, string]>([
    [
      'its tests do not load',
      run({ obstacles: ['lu.test.ts: no such export\nat x.ts'] }),
      'the tests could not run: lu.test.ts: no such export',
    ],
    ['its file is not loaded', run({ isMutated: false }), 'these tests do not load the file'],
    ['no test is selected', run({ passed: 0 }), 'no test has this name'],
    [
      'its only failure is a time-out',
      failing({ name: 'Error', message: 'Test timed out in 20000ms.' }),
      'lu.test.ts: P A = L U broke down (Error: Test timed out in 20000ms.)',
    ],
    [
      'its code is nonsense',
      failing({ name: 'ReferenceError', message: 'sub is not defined' }),
      'lu.test.ts: P A = L U broke down (ReferenceError: sub is not defined)',
    ],
  ])('is undecided where %s', (_, report, reason) => {
    expect(judge(report)).toEqual({ outcome: 'undecided', reason });
  });

  it('is undecided where something failed outside of the test that would kill it', () => {
    const report = failing({ name: 'AssertionError', message: '' });
    expect(judge({ ...report, obstacles: ['a hook failed'] }).outcome).toBe('undecided');
  });
});
