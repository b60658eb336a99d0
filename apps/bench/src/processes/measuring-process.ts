import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Command } from './cores.ts';
import type { Answer, Turn } from './protocol.ts';

/** A process that measures when it is asked to, and waits otherwise. */
export type MeasuringProcess = {
  /** What it says about its engine. */
  readonly detail: string;
  /** @returns milliseconds of each timed call, or MB @throws where it failed, in its own words */
  run(turn: Turn): Promise<readonly number[]>;
  end(): Promise<void>;
};

/**
 * Starts a measuring process and waits until its engine runs.
 *
 * @throws where it does not start, in its own words
 */
export async function startProcess(
  [program, ...args]: Command,
  env: NodeJS.ProcessEnv = process.env,
): Promise<MeasuringProcess> {
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk).slice(-2000);
  });
  child.stdin.on('error', () => {}); // it has ended; the missing answer says so
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const listen = async (): Promise<Answer> => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`it ended without an answer. ${complaints.trim()}`);
    const answer = JSON.parse(value) as Answer;
    if ('error' in answer) throw new Error(answer.error);
    return answer;
  };
  const failed = new Promise<never>((_, reject) => child.once('error', reject));
  failed.catch(() => {});
  try {
    const first = await Promise.race([listen(), failed]);
    return {
      detail: 'detail' in first ? first.detail : '',
      async run(turn) {
        child.stdin.write(`${JSON.stringify(turn)}\n`);
        const answer = await listen();
        return 'values' in answer ? answer.values : [];
      },
      end: () => endOf(child),
    };
  } catch (error) {
    await endOf(child);
    throw error;
  }
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.stdin?.end();
  child.kill();
  await once(child, 'exit');
}
