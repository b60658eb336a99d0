import type { OptionTable } from './parse-options.ts';

export type HelpSection = { readonly title: string; readonly lines: readonly string[] };

/** A page of help: what it is, how it is called, then sections in the order given. */
export function helpText(summary: string, sections: readonly HelpSection[]): string {
  const blocks = sections.map(({ title, lines }) => [title, ...lines.map((line) => `  ${line}`)].join('\n'));
  return `${[summary, ...blocks].join('\n\n')}\n`;
}

/** The options in two columns, with their defaults. */
export function optionLines(table: OptionTable): string[] {
  return twoColumns([
    ...Object.entries(table).map(([name, { placeholder, help, shown }]) => {
      const call = placeholder === null ? `--${name}` : `--${name} ${placeholder}`;
      const note = shown === 'required' ? ' (required)' : shown === undefined ? '' : ` (default: ${shown})`;
      return [call, help + note] as const;
    }),
    ['-h, --help', 'show this'] as const,
  ]);
}

export function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `${left.padEnd(width)}  ${right}`);
}
