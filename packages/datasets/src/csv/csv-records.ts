import { FlowError } from '@flow/backend';
import { gunzip, isGzip } from '../gzip.ts';

/** A record of a CSV file; `line` is the one on which it starts, from 1. */
export type CsvRecord = { readonly cells: readonly string[]; readonly line: number };

/** Characters that a JavaScript string can hold; a file beyond this cannot be read whole. */
const TEXT_LIMIT = 2 ** 29 - 24;

/** The text of a CSV file: a string, UTF-8 bytes or those in gzip. */
export async function csvText(input: string | Uint8Array | ArrayBuffer): Promise<string> {
  if (typeof input === 'string') return input;
  const given = new Uint8Array(input);
  const bytes = isGzip(given) ? await gunzip(given, TEXT_LIMIT) : given;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FlowError('invalid-data', {
      argument: 'input',
      message: 'The bytes are not UTF-8 text; save the table as "CSV UTF-8", or decode it and give the text.',
      cause,
    });
  }
}

/** Cuts text into records of equal length, all quoting resolved (RFC 4180). @throws invalid-data by line */
export async function csvRecords(text: string, delimiter: string): Promise<CsvRecord[]> {
  // Loaded when it is needed: a page that shows the digits does not pay for a CSV parser.
  const { parse } = await import('csv-parse/browser/esm/sync');
  const records: CsvRecord[] = [];
  try {
    parse(text, {
      delimiter,
      record_delimiter: ['\r\n', '\n', '\r'],
      skip_empty_lines: true,
      relax_column_count: true,
      // Also takes away a byte order mark.
      trim: true,
      on_record: (cells: string[], { lines }) => {
        records.push({ cells, line: lines - lineBreaks(cells) });
        return null;
      },
    });
  } catch (cause) {
    const after = records.at(-1)?.line ?? 0;
    throw new FlowError('invalid-data', {
      argument: 'input',
      message: `The record after line ${after} is not CSV. ${cause instanceof Error ? cause.message : String(cause)}.`,
      cause,
    });
  }
  checkLengths(records);
  return records;
}

function lineBreaks(cells: readonly string[]): number {
  return cells.reduce((count, cell) => count + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);
}

function checkLengths(records: readonly CsvRecord[]): void {
  const [first] = records;
  const odd = records.find(({ cells }) => cells.length !== first?.cells.length);
  if (first === undefined || odd === undefined) return;
  throw new FlowError('invalid-data', {
    argument: 'input',
    message: `Line ${odd.line} does not have as many cells as line ${first.line}: "${excerpt(odd.cells.join(','))}".`,
    expected: `${first.cells.length} cells`,
    received: String(odd.cells.length),
  });
}

/** Offending text, short enough for a message. */
export function excerpt(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
