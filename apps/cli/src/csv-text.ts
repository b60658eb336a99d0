/** A table as CSV (RFC 4180), its header first; names are quoted where they need it. */
export function csvText(names: readonly string[], rows: Iterable<ArrayLike<number>>): string {
  const lines = Array.from(rows, (row) => Array.from(row, String).join(','));
  return `${[names.map(quoted).join(','), ...lines].join('\n')}\n`;
}

/** The names of a model's columns; where it has none, `column1`, `column2`, … */
export function columnNames(features: number, names?: readonly string[]): readonly string[] {
  return names ?? Array.from({ length: features }, (_, i) => `column${i + 1}`);
}

function quoted(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
