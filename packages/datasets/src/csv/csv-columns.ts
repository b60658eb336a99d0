import { FlowError } from '@flow/backend';
import { type CsvRecord, excerpt } from './csv-records.ts';

/** One column of a table: its name and where it stands in each record. */
export type CsvColumn = { readonly name: string; readonly index: number };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

export function isNumber(cell: string): boolean {
  return NUMBER.test(cell) && Number.isFinite(Math.fround(Number(cell)));
}

/** Reads a column as float32 numbers. @throws invalid-data naming line, column and text */
export function numberColumn(records: readonly CsvRecord[], column: CsvColumn): Float32Array {
  const values = new Float32Array(records.length);
  records.forEach(({ cells }, row) => {
    const cell = cells[column.index] ?? '';
    if (!isNumber(cell)) refuseText(records, column, row);
    values[row] = Number(cell);
  });
  return values;
}

/** Reads a column as indices of `categories`. @throws invalid-data for a value that is none of them */
export function categoryColumn(
  records: readonly CsvRecord[],
  column: CsvColumn,
  categories: readonly string[],
): Int32Array {
  const codes = new Map(categories.map((category, code) => [category, code]));
  return Int32Array.from(records, ({ cells, line }) => {
    const cell = cells[column.index] ?? '';
    const code = codes.get(cell);
    if (code !== undefined) return code;
    throw new FlowError('invalid-data', {
      argument: 'input',
      message: `${place(line, column)} holds a value that is not among the categories given.`,
      expected: excerpt(categories.join(', ')),
      received: `"${excerpt(cell)}"`,
    });
  });
}

/** The different values of a column, numbers by size and text by code units. */
export function categoriesOf(records: readonly CsvRecord[], { index }: CsvColumn): string[] {
  const values = [...new Set(records.map(({ cells }) => cells[index] ?? ''))];
  return values.every(isNumber) ? values.sort((a, b) => Number(a) - Number(b)) : values.sort();
}

function refuseText(records: readonly CsvRecord[], column: CsvColumn, row: number): never {
  const record = records[row];
  const cell = record?.cells[column.index] ?? '';
  const numbers = records.filter(({ cells }) => isNumber(cells[column.index] ?? '')).length;
  const advice = 2 * numbers < records.length ? textAdvice(column, record) : cellAdvice(cell);
  throw new FlowError('invalid-data', {
    argument: 'input',
    message: `${place(record?.line ?? 0, column)} is not a number (${numbers} of the column's ${records.length} cells are). ${advice}`,
    expected: 'a number that float32 can hold',
    received: `"${excerpt(cell)}"`,
  });
}

function textAdvice({ name }: CsvColumn, record: CsvRecord | undefined): string {
  const separator = record?.cells.length === 1 ? /[;\t|,]/.exec(record.cells[0] ?? '')?.[0] : undefined;
  if (separator !== undefined) {
    return `The table has one column only: is its delimiter ${JSON.stringify(separator)}?`;
  }
  return `Encode its values as 0, 1, 2, … by listing "${name}" in \`categories\`, use it as \`label\`, or drop it by listing the other columns in \`columns\`.`;
}

function cellAdvice(cell: string): string {
  return `Correct the cell, or list "${excerpt(cell)}" in \`missing\` to drop such rows.`;
}

function place(line: number, { name, index }: CsvColumn): string {
  return `Line ${line}, column ${index + 1} ("${name}")`;
}
