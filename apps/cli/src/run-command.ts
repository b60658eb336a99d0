import { FlowError } from '@flow/backend';
import { helpText, twoColumns } from './arguments/help-text.ts';
import { baselines } from './commands/baselines.ts';
import { gallery } from './commands/gallery.ts';
import { info } from './commands/info.ts';
import { logprob } from './commands/logprob.ts';
import { sample } from './commands/sample.ts';
import { train } from './commands/train.ts';
import { UsageError } from './usage-error.ts';

const COMMANDS = [train, sample, info, logprob, gallery, baselines];

/**
 * Runs `flow <command> <options>`.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong command line, 130 interrupted
 */
export async function runCommand([name, ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (name === undefined || name === '--help' || name === '-h') return show(overview());
  if (command && args.some((arg) => arg === '--help' || arg === '-h')) return show(command.help);
  try {
    if (command) return await command.run(args);
    throw new UsageError(`no command "${name}": ${COMMANDS.map((known) => known.name).join(', ')}`);
  } catch (error) {
    const call = command ? `flow ${command.name}` : 'flow';
    if (error instanceof UsageError) {
      console.error(`${call}: ${error.message}. See ${call} --help.`);
      return 2;
    }
    if (!isExpected(error)) throw error;
    console.error(`${call}: ${error.message}`);
    return 1;
  }
}

/** What the person can do something about: a refused model or file. Anything else is a fault of ours. */
function isExpected(error: unknown): error is Error {
  return error instanceof FlowError || (error instanceof Error && 'syscall' in error);
}

function overview(): string {
  return helpText('flow: normalizing flows on WASM SIMD, from the command line', [
    { title: 'Usage', lines: ['flow <command> [options]'] },
    {
      title: 'Commands',
      lines: twoColumns(COMMANDS.map((command) => [command.name, command.summary] as const)),
    },
    { title: 'More', lines: ['flow <command> --help'] },
  ]);
}

function show(text: string): number {
  process.stdout.write(text);
  return 0;
}
