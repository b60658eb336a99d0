import { type Case, COLUMNS } from './cases.ts';
import { numberText, ratioText } from './number-text.ts';

const TEXT_COLUMNS = new Set(['workload', 'metric', 'subject', 'unit']);

/** The rows as an HTML table; what the page in the browser shows too. */
export function htmlTable(cases: readonly Case[]): string {
  const cell = (tag: 'td' | 'th', text: string, column: number) => {
    const isText = TEXT_COLUMNS.has(COLUMNS[column] ?? '');
    return `<${tag}${isText ? '' : ' class="number"'}>${escaped(text)}</${tag}>`;
  };
  const line = (tag: 'td' | 'th', cells: readonly string[]) =>
    `<tr>${cells.map((text, column) => cell(tag, text, column)).join('')}</tr>`;
  const lines = cases.flatMap(({ rows }) =>
    rows.map(({ workload, metric, batch, subject, median, min, max, unit, runs, ratio }) =>
      line('td', [
        workload,
        metric,
        batch === null ? '' : String(batch),
        subject,
        ...[median, min, max].map(numberText),
        unit,
        String(runs),
        ratioText(ratio),
      ]),
    ),
  );
  return `<table>\n<thead>${line('th', COLUMNS)}</thead>\n<tbody>\n${lines.join('\n')}\n</tbody>\n</table>`;
}

/** Text as it may stand in HTML. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
