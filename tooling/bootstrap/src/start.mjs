import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { demo, servesDemo } from './demo.mjs';
import { pinnedNode, root, toolEnvironment } from './environment.mjs';
import { generate } from './generate.mjs';
import { waitFor } from './processes.mjs';

const ENTRY = join(root, 'apps/cli/src/main.ts');
const GUARD = pathToFileURL(join(import.meta.dirname, 'end-with-parent.mjs')).href;
/** Ctrl+C under `npm start` arrives twice within milliseconds: from the terminal and from npm. */
const SAME_SIGNAL_MS = 400;

/**
 * `flow train` from source, then the demo page. Its arguments, terminal, signals and exit code are the
 * command's own.
 *
 * @param {string[]} args
 */
export async function start(args) {
  await generate();
  // A session of its own: the signals that reach it are those passed on below, each once.
  const child = spawn(pinnedNode, ['--conditions=@flow/source', '--import', GUARD, ENTRY, 'train', ...args], {
    cwd: root,
    env: { ...toolEnvironment(), FLOW_STARTED_BY: String(process.pid) },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
  const resize = () => child.kill('SIGWINCH');
  process.on('SIGWINCH', resize);
  const ending = await waitFor(child, passEachOnce(child));
  process.off('SIGWINCH', resize);
  return servesDemo(args, ending, process.stdout.isTTY === true) ? demo([]) : ending;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {(signal: NodeJS.Signals) => void}
 */
function passEachOnce(child) {
  /** @type {Map<NodeJS.Signals, number>} */
  const passed = new Map();
  return (signal) => {
    const now = Date.now();
    if (now - (passed.get(signal) ?? 0) < SAME_SIGNAL_MS) return;
    passed.set(signal, now);
    child.kill(signal);
  };
}
