import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error.ts';
import type { Option } from './option.ts';

/** The options of a command by name, without their dashes. */
export type OptionTable = { readonly [name: string]: Option<unknown> };

export type Options<T extends OptionTable> = {
  readonly [Name in keyof T]: T[Name] extends Option<infer Value> ? Value : never;
};

/**
 * Reads `--name value`, `--name=value` and switches. Where an option is repeated, the last one holds.
 *
 * @throws UsageError for anything that the table does not know
 */
export function parseOptions<T extends OptionTable>(table: T, args: readonly string[]): Options<T> {
  const given = new Map<string, string>();
  for (const token of tokensOf(table, args)) {
    if (token.kind === 'positional') throw new UsageError(`unexpected argument "${token.value}"`);
    if (token.kind === 'option') given.set(token.name, textOf(table, token));
  }
  const entries = Object.entries(table).map(([name, option]) => [name, option.read(given.get(name), name)]);
  return Object.fromEntries(entries) as Options<T>;
}

/** Not strict: its messages are long and name no expectation; what is wrong is said here instead. */
function tokensOf(table: OptionTable, args: readonly string[]) {
  const kinds = Object.entries(table).map(
    ([name, { placeholder }]) => [name, { type: placeholder === null ? 'boolean' : 'string' }] as const,
  );
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(kinds),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  return tokens;
}

type GivenOption = Extract<ReturnType<typeof tokensOf>[number], { kind: 'option' }>;

function textOf(table: OptionTable, { name, rawName, value, inlineValue }: GivenOption): string {
  const option = Object.hasOwn(table, name) ? table[name] : undefined;
  if (option === undefined) throw new UsageError(`unknown option ${rawName}`);
  if (option.placeholder === null) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
    return '';
  }
  // `--out --quiet` is a forgotten folder and not a folder of this name; `--out=--quiet` says so.
  if (value === undefined || (!inlineValue && value.startsWith('--')))
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.placeholder}`);
  return value;
}
