import { FlowError } from '@flow/backend';
import { createDataset, type Dataset } from '../dataset.ts';
import { type CsvColumn, categoriesOf, categoryColumn, isNumber, numberColumn } from './csv-columns.ts';
import { findColumn, namedColumns } from './csv-header.ts';
import { dropMissing } from './csv-missing.ts';
import { type CsvRecord, csvRecords, csvText } from './csv-records.ts';

export type CsvOptions = {
  /** Whether the first record holds names; by default it does unless all its cells are numbers or missing. */
  readonly header?: boolean;
  /** What separates cells, `,` by default. */
  readonly delimiter?: string;
  /** The columns to take as features, in this order; by default all but `label`. */
  readonly columns?: readonly string[];
  /** The column that holds the class of each row. */
  readonly label?: string;
  /** Cells that mean "not known", `['NA', '']` by default. */
  readonly missing?: readonly string[];
  /**
   * Columns of text to encode as 0, 1, 2, …: by name (their values are sorted), or with their values in order,
   * as `schema.categories` of another table gives them. May name `label` too.
   */
  readonly categories?: readonly string[] | { readonly [column: string]: readonly string[] };
  readonly name?: string;
  readonly licence?: string;
  readonly source?: string;
};

/** What became of a file. */
export type CsvReport = {
  readonly header: boolean;
  /** Rows in the file and in the table. */
  readonly read: number;
  readonly kept: number;
  /** The lines that were dropped, because a column in use misses its value there. */
  readonly droppedLines: readonly number[];
  /** Missing values of each column in use that has any. */
  readonly missing: { readonly [column: string]: number };
  /** Columns of the file that are not in the table. */
  readonly unused: readonly string[];
};

/**
 * Reads a table of numbers from CSV: quoted cells, CRLF, a byte order mark and gzip are understood, empty lines
 * skipped, rows with missing values dropped and reported. Without a header, columns are named `column1`,
 * `column2`, … Values are kept as float32: whole numbers above 2²⁴ are rounded.
 *
 * @param input text, UTF-8 bytes, or those in gzip
 * @returns the table [kept, columns], and what was dropped
 * @throws invalid-data by line, column and text; invalid-argument for a column that is not there; invalid-file
 *
 * Source: RFC 4180.
 * @example
 * ```ts
 * const { dataset, report } = await parseCsv('height,sex\n1.8,f\nNA,m\n1.7,m', { categories: ['sex'] });
 * console.log(dataset.rows, dataset.schema.categories, report.droppedLines); // 2 { sex: [ 'f', 'm' ] } [ 3 ]
 * ```
 */
export async function parseCsv(
  input: string | Uint8Array | ArrayBuffer,
  options: CsvOptions = {},
): Promise<{ dataset: Dataset; report: CsvReport }> {
  const { delimiter = ',', missing = ['NA', ''] } = options;
  checkDelimiter(delimiter);
  const records = await csvRecords(await csvText(input), delimiter);
  const header =
    options.header ?? !records[0]?.cells.every((cell) => isNumber(cell) || missing.includes(cell));
  const all = namedColumns(records, header);
  const body = header ? records.slice(1) : records;
  const features = chooseFeatures(all, options);
  const label = options.label === undefined ? undefined : findColumn(all, 'label', options.label);
  const used = label === undefined ? features : [...features, label];
  checkCategoryNames(options.categories, all);
  const { kept, report } = dropMissing(body, used, missing);
  const dataset = toDataset(kept, features, label, options);
  const unused = all.filter(({ index }) => !used.some((column) => column.index === index));
  return { dataset, report: { header, ...report, unused: unused.map(({ name }) => name) } };
}

function checkDelimiter(delimiter: string): void {
  if (delimiter.length > 0 && !/["\r\n]/.test(delimiter)) return;
  throw new FlowError('invalid-argument', {
    argument: 'delimiter',
    message: 'Cells cannot be separated by this.',
    expected: 'one character or more, no quote and no line break',
    received: JSON.stringify(delimiter),
  });
}

function chooseFeatures(all: readonly CsvColumn[], { columns, label }: CsvOptions): CsvColumn[] {
  if (columns === undefined) return all.filter(({ name }) => name !== label);
  if (columns.length === 0 || new Set(columns).size !== columns.length) {
    throw new FlowError('invalid-argument', {
      argument: 'columns',
      message: 'A table needs at least one column, and each once.',
      received: `[${columns.join(', ')}]`,
    });
  }
  return columns.map((name) => findColumn(all, 'columns', name));
}

function checkCategoryNames(categories: CsvOptions['categories'] = [], all: readonly CsvColumn[]): void {
  const names = isNameList(categories) ? categories : Object.keys(categories);
  for (const name of names) findColumn(all, 'categories', name);
}

function toDataset(
  kept: readonly CsvRecord[],
  features: readonly CsvColumn[],
  label: CsvColumn | undefined,
  { categories = [], name = 'csv', licence, source }: CsvOptions,
): Dataset {
  const given: { readonly [column: string]: readonly string[] } = isNameList(categories) ? {} : categories;
  const isEncoded = (column: CsvColumn) =>
    isNameList(categories) ? categories.includes(column.name) : Object.hasOwn(given, column.name);
  const categoriesFor = (column: CsvColumn) =>
    Object.hasOwn(given, column.name) ? (given[column.name] ?? []) : categoriesOf(kept, column);
  const encoded = features.filter(isEncoded).map((column) => [column.name, categoriesFor(column)] as const);
  const encoding = new Map(encoded);
  const columns = features.map((column) => {
    const values = encoding.get(column.name);
    return values === undefined ? numberColumn(kept, column) : categoryColumn(kept, column, values);
  });
  const classNames = label && categoriesFor(label);
  return createDataset({
    name,
    schema: {
      features: features.length,
      names: features.map((column) => column.name),
      ...(encoded.length === 0 ? {} : { categories: Object.fromEntries(encoded) }),
    },
    values: interleave(columns, kept.length),
    labels: label && classNames && categoryColumn(kept, label, classNames),
    classNames,
    ...(licence === undefined ? {} : { licence }),
    ...(source === undefined ? {} : { source }),
  });
}

function isNameList(categories: NonNullable<CsvOptions['categories']>): categories is readonly string[] {
  return Array.isArray(categories);
}

function interleave(columns: readonly ArrayLike<number>[], rows: number): Float32Array {
  const values = new Float32Array(rows * columns.length);
  columns.forEach((column, to) => {
    for (let row = 0; row < rows; row++) values[row * columns.length + to] = column[row] ?? Number.NaN;
  });
  return values;
}
