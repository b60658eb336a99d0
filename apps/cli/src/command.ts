import { type HelpSection, helpText, optionLines } from './arguments/help-text.ts';
import { type Options, type OptionTable, parseOptions } from './arguments/parse-options.ts';

/** `flow <name>`. */
export type Command = {
  readonly name: string;
  readonly summary: string;
  readonly help: string;
  /** @returns the exit code @throws UsageError, FlowError */
  run(args: readonly string[]): Promise<number>;
};

type CommandParts<T extends OptionTable> = {
  readonly name: string;
  readonly summary: string;
  readonly usage: readonly string[];
  readonly options: T;
  /** Sections of the help below the options. */
  readonly notes: readonly HelpSection[];
  run(options: Options<T>): Promise<number>;
};

/** A command whose table of options is both what it reads and what its help says. */
export function defineCommand<T extends OptionTable>(parts: CommandParts<T>): Command {
  const { name, summary, usage, options, notes, run } = parts;
  return {
    name,
    summary,
    help: helpText(`flow ${name}: ${summary}`, [
      { title: 'Usage', lines: usage },
      { title: 'Options', lines: optionLines(options) },
      ...notes,
    ]),
    run: (args) => run(parseOptions(options, args)),
  };
}
