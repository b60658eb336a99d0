import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reportPath, sumUp } from './totals.mjs';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow-totals-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A task of turbo's summary; `exitCode` left out: turbo never came to it. */
function task(id: string, exitCode?: number, command = 'vitest run') {
  const [name = '', task = ''] = id.split('#');
  const execution = exitCode === undefined ? {} : { execution: { exitCode } };
  return { taskId: id, task, command, directory: `packages/${name}`, ...execution };
}

/** Writes the report of a task: one file with these statuses. */
async function report(id: string, statuses: string[], fileStatus = 'passed') {
  const { directory, task: name } = task(id);
  const path = join(folder, reportPath(directory, name));
  const assertionResults = statuses.map((status, i) => ({ status, fullName: `test ${i}` }));
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    JSON.stringify({ testResults: [{ name: 'a.test.ts', status: fileStatus, assertionResults }] }),
  );
}

describe('the total of a run', () => {
  it('adds up passed and failed tests of all test tasks', async () => {
    await report('math#test', ['passed', 'passed']);
    await report('layers#test', ['passed', 'failed'], 'failed');
    await report('layers#test:consumers', ['passed']);
    const tasks = [task('math#test', 0), task('layers#test', 1), task('layers#test:consumers', 0)];
    expect(await sumUp(folder, tasks)).toEqual({ passed: 4, failed: 1, obstacles: [] });
  });

  it('leaves out tasks that a package does not have', async () => {
    expect(await sumUp(folder, [task('math#test', undefined, '<NONEXISTENT>')])).toEqual({
      passed: 0,
      failed: 0,
      obstacles: [],
    });
  });

  it.each([
    ['a check failed', task('math#typecheck', 2), 'math#typecheck failed'],
    ['a check was not run', task('math#typecheck'), 'math#typecheck was not run to its end'],
    ['a test task left no report', task('math#test', 0), 'math#test left no report'],
  ])('is in doubt where %s', async (_, broken, obstacle) => {
    expect((await sumUp(folder, [broken])).obstacles).toEqual([obstacle]);
  });

  it.each([
    ['a test was skipped', ['passed', 'skipped'], 'passed', 0, 'math#test: skipped "test 1"'],
    ['a test is to be written', ['todo'], 'passed', 0, 'math#test: skipped "test 0"'],
    ['a file does not load', [], 'failed', 1, 'math#test: a.test.ts could not be run'],
    ['vitest failed though no test did', ['passed'], 'passed', 1, 'math#test failed'],
  ])('is in doubt where %s', async (_, statuses, fileStatus, exitCode, obstacle) => {
    await report('math#test', statuses, fileStatus);
    expect((await sumUp(folder, [task('math#test', exitCode)])).obstacles).toEqual([obstacle]);
  });
});
