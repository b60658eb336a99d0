import { type ChildProcess, spawn } from 'node:child_process';
import { join, resolve } from 'node:path';

const MAIN = join(import.meta.dirname, 'main.ts');
/** The Node that the workspace pins: it runs TypeScript as it is. */
const NODE = resolve(import.meta.dirname, '../../../node_modules/node/bin/node');

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type Running = {
  readonly process: ChildProcess;
  /** Resolves when all that was printed so far contains the text; rejects when the process ends before. */
  printed(text: string): Promise<void>;
  readonly ended: Promise<Ended>;
};

/** Starts `flow <args>` as a process of its own, its output no terminal. */
export function startFlow(args: readonly string[]): Running {
  const child = spawn(NODE, ['--conditions=@flow/source', MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', (chunk: Buffer) => {
      output[name] += chunk;
    });
  const ended = new Promise<Ended>((done, fail) => {
    child.once('error', fail);
    child.once('close', (code, signal) => done({ code, signal, ...output }));
  });
  const printed = (text: string) =>
    new Promise<void>((done, fail) => {
      const look = () => {
        if (`${output.stdout}${output.stderr}`.includes(text)) done();
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', () => fail(new Error(`ended without "${text}": ${output.stdout}${output.stderr}`)));
      look();
    });
  return { process: child, printed, ended };
}

export const runFlow = (args: readonly string[]): Promise<Ended> => startFlow(args).ended;
