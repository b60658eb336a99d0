import { nodeTests } from '@flow-tooling/vitest';
import { defineConfig } from 'vitest/config';
import { mutationPlugin } from './src/mutation-plugin.ts';
import { findMutation } from './src/mutations.ts';
import { tellStarter } from './src/tell-starter.ts';

/** What `FLOW_MUTANT` names; nothing for the run that shows that the tests pass as long as nothing is wrong. */
const name = process.env.FLOW_MUTANT;
const mutation = name === undefined ? undefined : findMutation(name);
const plugin = mutationPlugin(mutation);

/** The tests of the package at `--root`, with one line of its source changed on the way to them. */
export default defineConfig({
  ...nodeTests,
  plugins: [plugin],
  test: {
    ...nodeTests.test,
    reporters: [tellStarter(() => mutation === undefined || plugin.api.isApplied())],
    // In this process: who stops it stops the tests as well, even those in an endless loop.
    pool: 'threads',
    maxWorkers: 1,
    // Threads that a test starts find packages as it does; they run the source as it is.
    execArgv: ['--conditions=@flow/source'],
    bail: mutation === undefined ? 0 : 1,
    testTimeout: 20_000,
    // A cached module would be one without the mutation, or would leave it to later runs.
    fsModuleCache: false,
    cache: false,
  },
});
