import { spawn } from 'node:child_process';
import { root, toolEnvironment } from './environment.mjs';

/**
 * How a process ended: by itself with a code, or by a signal.
 *
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Ending
 */

/** @type {NodeJS.Signals[]} */
const ENDING_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a tool in the root folder with the terminal as its own, and waits for it whatever signal comes: the
 * terminal sends Ctrl+C to the tool as well, and a tool that stops cleanly needs its time.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<Ending>}
 */
export async function run(command, args) {
  const child = spawn(command, args, { cwd: root, env: toolEnvironment(), stdio: 'inherit' });
  return waitFor(child, (signal) => child.kill(signal));
}

/**
 * Runs a tool without showing what it prints.
 *
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<Ending & { output: string }>}
 */
export async function runQuietly(command, args) {
  const child = spawn(command, args, {
    cwd: root,
    env: toolEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (/** @type {Buffer} */ chunk) => {
    output += chunk;
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  return { ...(await waitFor(child, (signal) => child.kill(signal))), output };
}

/**
 * Waits for a child while every signal that would end this process is handed to `pass` instead.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {(signal: NodeJS.Signals) => void} pass
 * @returns {Promise<Ending>}
 */
export async function waitFor(child, pass) {
  for (const signal of ENDING_SIGNALS) process.on(signal, pass);
  try {
    return await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
  } finally {
    for (const signal of ENDING_SIGNALS) process.off(signal, pass);
  }
}

/** @param {Ending} ending */
export const succeeded = ({ code }) => code === 0;

/** Ends this process as a child ended, so that a shell (and npm) sees what really happened. @param {Ending} ending */
export function leaveAs({ code, signal }) {
  if (signal === null) process.exitCode = code ?? 1;
  else process.kill(process.pid, signal);
}
