import { readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { root } from './environment.mjs';
import { run, succeeded } from './processes.mjs';
import { reportPath, sumUp } from './totals.mjs';

const RUNS = join(root, '.turbo/runs');
const CHECKS = ['//#check:lint', '//#check:unused', 'typecheck', 'test'];

/** Everything that must hold before a commit, except the slow suites. @param {string[]} args for turbo */
export async function runTests(args) {
  console.error('flow: lint, unused code, types, tests (what did not change is not run again)');
  return runAndCount(CHECKS, args);
}

/** The suites that take minutes: `*.slow.test.ts`. @param {string[]} args for turbo */
export const runSlowTests = (args) => runAndCount(['test:slow'], args);

/** Every package packed, installed and tried as a stranger would. @param {string[]} args for turbo */
export const runConsumers = (args) => runAndCount(['test:consumers'], args);

/** TensorFlow.js's own tests of its ops, on our kernels. @param {string[]} args for turbo */
export const runOpTests = (args) => runAndCount(['test:tfjs-ops'], args);

/** `dist/` of every package. @param {string[]} args for turbo */
export const build = (args) => turbo(['build'], args);

/**
 * @param {string[]} tasks
 * @param {string[]} args
 */
function turbo(tasks, args) {
  const cores = Math.max(2, availableParallelism());
  const quietly = ['--ui=stream', '--output-logs=errors-only', `--concurrency=${cores}`];
  return run('turbo', ['run', ...tasks, ...quietly, '--continue=dependencies-successful', ...args]);
}

/**
 * Runs tasks, says which failed, and ends with the number of tests. The number is left out where anything
 * was not run or not counted: a line that says "0 failed" must mean it.
 *
 * @param {string[]} tasks
 * @param {string[]} args
 */
async function runAndCount(tasks, args) {
  await rm(RUNS, { recursive: true, force: true });
  await removeReports(tasks);
  const ending = await turbo(tasks, ['--summarize', ...args]);
  const ran = await tasksOfLastRun();
  if (ran.length === 0) return succeeded(ending) ? { ...ending, code: 1 } : ending;
  const { passed, failed, obstacles } = await sumUp(root, ran);
  if (args.length > 0) obstacles.push(`only what \`${args.join(' ')}\` selects was run`);
  for (const obstacle of obstacles) console.error(`flow: ${obstacle}`);
  const trustworthy = obstacles.length === 0 && succeeded(ending) === (failed === 0);
  if (trustworthy && passed + failed === 0) console.error('flow: there are no such tests yet');
  else if (trustworthy) console.log(`${passed} passed, ${failed} failed`);
  else console.error('flow: no total is given, for the reasons above');
  return ending;
}

/** A report that an earlier run left behind would be counted; turbo puts back those of cached tasks. @param {string[]} tasks */
async function removeReports(tasks) {
  const members = ['examples'];
  for (const group of ['apps', 'packages', 'tooling']) {
    for (const member of await readdir(join(root, group))) members.push(`${group}/${member}`);
  }
  for (const member of members) {
    for (const task of tasks) await rm(join(root, reportPath(member, task)), { force: true });
  }
}

/** @returns {Promise<import('./totals.mjs').TurboTask[]>} */
async function tasksOfLastRun() {
  const [name] = await readdir(RUNS).catch(() => []);
  return name === undefined ? [] : JSON.parse(await readFile(join(RUNS, name), 'utf8')).tasks;
}
