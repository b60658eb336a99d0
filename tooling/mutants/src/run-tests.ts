import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { root, toolEnvironment } from '@flow-tooling/bootstrap/environment';
import type { TestSelection } from './mutation.ts';
import type { RunReport } from './run-report.ts';

const VITEST = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
const CONFIG = join(import.meta.dirname, '../under-mutation.config.ts');

export type RunOptions = {
  /** The mutation to apply; none to run the source as it is. */
  readonly mutant?: string;
  readonly limitSeconds: number;
  /** Ends the run. */
  readonly signal: AbortSignal;
};

/** Runs tests in a process of their own. Rejects, with what was printed, where no report comes. */
export function runTests(
  { package: folder, files, names }: TestSelection,
  { mutant, limitSeconds, signal }: RunOptions,
): Promise<RunReport> {
  const select = [...files, ...(names === undefined ? [] : ['--testNamePattern', names])];
  // Vite loads the configuration as it is, by Node: bundled, it would be written beside the packages first.
  const args = [VITEST, 'run', ...select, '--root', folder, '--config', CONFIG, '--configLoader', 'native'];
  const { FLOW_MUTANT: _, ...env } = toolEnvironment();
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...env, ...(mutant !== undefined && { FLOW_MUTANT: mutant }) },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: limitSeconds * 1000,
    killSignal: 'SIGKILL',
    signal,
  });
  return new Promise((resolve, reject) => {
    let report: RunReport | undefined;
    let printed = '';
    const keep = (chunk: Buffer) => {
      printed += chunk;
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (message) => {
      report = message as RunReport;
    });
    child.once('error', reject);
    child.once('close', (_code, killed) => {
      if (report !== undefined) resolve(report);
      else reject(new Error(killed ? `not done after ${limitSeconds} s` : printed.trim()));
    });
  });
}
