import { FlowError } from '@flow/backend';
import { type DataSchema, parseSchema } from './schema.ts';

/** A table of numbers with what is known about it. */
export type Dataset = {
  readonly name: string;
  readonly schema: DataSchema;
  readonly rows: number;
  /** Row-major [rows, features], in the original units. */
  readonly values: Float32Array;
  /** The class of each row [rows], an index of `classNames` where those are known. */
  readonly labels?: Int32Array;
  readonly classNames?: readonly string[];
  readonly licence: string;
  readonly source: string;
};

/** A table in three parts without common rows. */
export type Split = { readonly train: Dataset; readonly validation: Dataset; readonly test: Dataset };

/** What a table is made of. */
export type DatasetContent = {
  readonly name?: string;
  readonly schema: DataSchema;
  /** Row-major [rows, features]. */
  readonly values: Float32Array;
  /** The class of each row: [rows]. */
  readonly labels?: Int32Array | undefined;
  readonly classNames?: readonly string[] | undefined;
  readonly licence?: string;
  readonly source?: string;
};

/**
 * Makes a table from values and checks that they are what the schema says: whole rows, finite numbers, whole
 * levels where it is quantised, category codes and labels that exist.
 *
 * @param content values row-major [rows, features], labels [rows]
 * @throws invalid-data
 * @example
 * ```ts
 * const table = createDataset({ schema: { features: 2 }, values: Float32Array.of(1, 2, 3, 4) });
 * console.log(table.rows); // 2
 * ```
 */
export function createDataset(content: DatasetContent): Dataset {
  const { name = 'unnamed', values, labels, classNames, licence = 'unknown', source = 'unknown' } = content;
  const schema = parseSchema(content.schema);
  const rows = values.length / schema.features;
  if (!Number.isInteger(rows)) {
    refuse('values', `whole rows of ${schema.features} values`, `${values.length} values`);
  }
  checkValues(values, schema);
  if (labels !== undefined) checkLabels(labels, rows, classNames);
  return {
    name,
    schema,
    rows,
    values,
    ...(labels === undefined ? {} : { labels }),
    ...(classNames === undefined ? {} : { classNames }),
    licence,
    source,
  };
}

/**
 * Copies some rows of a table, in the order given; a row may be repeated.
 *
 * @param indices rows, 0..rows−1
 * @throws invalid-argument
 * @example
 * ```ts
 * const table = createDataset({ schema: { features: 1 }, values: Float32Array.of(5, 6, 7) });
 * console.log(selectRows(table, [2, 0]).values); // Float32Array(2) [ 7, 5 ]
 * ```
 */
export function selectRows(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { features } = dataset.schema;
  const values = new Float32Array(indices.length * features);
  const labels = dataset.labels && new Int32Array(indices.length);
  Array.from(indices).forEach((row, to) => {
    checkRow(row, dataset.rows);
    values.set(dataset.values.subarray(row * features, (row + 1) * features), to * features);
    if (labels) labels[to] = dataset.labels?.[row] ?? 0;
  });
  return { ...dataset, rows: indices.length, values, ...(labels ? { labels } : {}) };
}

function checkRow(row: number, rows: number): void {
  if (Number.isInteger(row) && row >= 0 && row < rows) return;
  throw new FlowError('invalid-argument', {
    argument: 'indices',
    message: 'There is no such row.',
    expected: `whole numbers from 0 to ${rows - 1}`,
    received: String(row),
  });
}

function checkValues(values: Float32Array, schema: DataSchema): void {
  const levels = Array.from({ length: schema.features }, (_, column) => levelsOf(schema, column));
  values.forEach((value, i) => {
    const column = i % schema.features;
    const count = levels[column];
    const isValid = count === undefined ? Number.isFinite(value) : isCode(value, count);
    if (isValid) return;
    const where = `row ${Math.floor(i / schema.features)}, column ${schema.names?.[column] ?? column}`;
    const expected = count === undefined ? 'a finite number' : `a whole number from 0 to ${count - 1}`;
    refuse('values', expected, `${value} in ${where}`);
  });
}

function levelsOf(schema: DataSchema, column: number): number | undefined {
  const name = schema.names?.[column];
  const categories = name === undefined ? undefined : schema.categories?.[name];
  return categories?.length ?? schema.quantization?.levels;
}

function checkLabels(labels: Int32Array, rows: number, classNames: readonly string[] | undefined): void {
  if (labels.length !== rows) refuse('labels', `${rows}, one a row`, `${labels.length}`);
  const classes = classNames?.length ?? Number.POSITIVE_INFINITY;
  const wrong = labels.findIndex((label) => !isCode(label, classes));
  if (wrong >= 0)
    refuse('labels', `whole numbers from 0 to ${classes - 1}`, `${labels[wrong]} in row ${wrong}`);
}

function isCode(value: number, count: number): boolean {
  return Number.isInteger(value) && value >= 0 && value < count;
}

function refuse(argument: string, expected: string, received: string): never {
  throw new FlowError('invalid-data', {
    argument,
    message: 'The table contradicts its description.',
    expected,
    received,
  });
}
