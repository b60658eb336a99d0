import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A task as turbo's run summary lists it.
 *
 * @typedef {{ taskId: string, task: string, command: string, directory: string, execution?: { exitCode: number | null } }} TurboTask
 */

/**
 * What vitest's JSON reporter writes, as far as it is read here.
 *
 * @typedef {{ status: string, fullName: string }} TestResult
 * @typedef {{ name: string, status: string, assertionResults: TestResult[] }} FileResult
 * @typedef {{ passed: number, failed: number, obstacles: string[] }} Sum
 */

/** Where the vitest run of a task leaves its report. @param {string} directory @param {string} task */
export const reportPath = (directory, task) => `${directory}/out/${task.replace(':', '-')}.json`;

/**
 * Adds up the vitest reports of all test tasks of a run.
 *
 * @param {string} folder the workspace
 * @param {TurboTask[]} tasks all tasks of the run
 * @returns {Promise<Sum>} `obstacles` says why the numbers are not the whole truth; empty where they are
 */
export async function sumUp(folder, tasks) {
  const real = tasks.filter((task) => task.command !== '<NONEXISTENT>');
  const sums = await Promise.all(
    real.map(async (task) =>
      isTest(task) ? countTask(folder, task) : { passed: 0, failed: 0, obstacles: outcome(task) },
    ),
  );
  return sums.reduce(add, { passed: 0, failed: 0, obstacles: [] });
}

/** @param {Sum} a @param {Sum} b */
const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  obstacles: [...a.obstacles, ...b.obstacles],
});

/** @param {TurboTask} task */
const isTest = ({ task }) => task === 'test' || task.startsWith('test:');

/** @param {TurboTask} task */
function outcome({ taskId, execution }) {
  const code = execution?.exitCode;
  if (code === 0) return [];
  return [code === undefined || code === null ? `${taskId} was not run to its end` : `${taskId} failed`];
}

/**
 * @param {string} folder
 * @param {TurboTask} task
 */
async function countTask(folder, task) {
  const path = join(folder, reportPath(task.directory, task.task));
  const report = await readFile(path, 'utf8').then(JSON.parse, () => null);
  if (report === null)
    return { passed: 0, failed: 0, obstacles: [...outcome(task), `${task.taskId} left no report`] };
  return countReport(task, report.testResults);
}

/**
 * @param {TurboTask} task
 * @param {FileResult[]} files
 */
function countReport(task, files) {
  const results = files.flatMap((file) => file.assertionResults);
  const having = (/** @type {string} */ status) => results.filter((result) => result.status === status);
  const passed = having('passed').length;
  const failed = having('failed').length;
  const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some(isFailure));
  const skipped = results.filter((result) => result.status !== 'passed' && !isFailure(result));
  const obstacles = [
    ...broken.map((file) => `${task.taskId}: ${file.name} could not be run`),
    ...skipped.map((result) => `${task.taskId}: skipped "${result.fullName}"`),
    ...(failed > 0 || broken.length > 0 ? [] : outcome(task)),
  ];
  return { passed, failed, obstacles };
}

/** @param {TestResult} result */
const isFailure = (result) => result.status === 'failed';
