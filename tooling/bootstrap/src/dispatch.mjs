import { writeApi, writeReference } from './api.mjs';
import { bench, benchDemo } from './bench.mjs';
import { build, runConsumers, runOpTests, runSlowTests, runTests } from './checks.mjs';
import { demo } from './demo.mjs';
import { Failure } from './failure.mjs';
import { flowCommand } from './flow-command.mjs';
import { install } from './install.mjs';
import { runMutants } from './mutants.mjs';
import { leaveAs, run } from './processes.mjs';
import { start } from './start.mjs';

/** @type {Record<string, (args: string[]) => Promise<import('./processes.mjs').Ending>>} */
const commands = {
  start,
  flow: flowCommand,
  test: runTests,
  'test:slow': runSlowTests,
  api: writeApi,
  'docs:api': writeReference,
  'test:consumers': runConsumers,
  'test:tfjs-ops': runOpTests,
  mutants: runMutants,
  build,
  bench,
  demo,
  'bench:demo': benchDemo,
  lint: (args) => run('biome', ['check', '--error-on-warnings', ...args]),
  format: (args) => run('biome', ['check', '--write', ...args]),
};

/**
 * Runs one of the root's scripts: install what is missing, do the work, end as the work ended.
 *
 * @param {string[]} argv the script's name and its arguments
 */
export async function dispatch([name = '', ...args]) {
  try {
    const command = commands[name];
    if (command === undefined)
      throw new Failure(`no command "${name}": one of ${Object.keys(commands).join(', ')}.`);
    await install();
    leaveAs(await command(args));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`flow: ${error.message}`);
    process.exitCode = 1;
  }
}
