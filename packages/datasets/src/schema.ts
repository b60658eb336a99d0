import { FlowError } from '@flow/backend';

/** What the columns of a table are, in their original units. Plain JSON: a model file carries it. */
export type DataSchema = {
  /** Numbers in a row. */
  readonly features: number;
  /** A name for each feature, with its unit where it has one. */
  readonly names?: readonly string[];
  /** The shape of one row where it is a picture, for example [8, 8, 1]: height, width, channels. */
  readonly shape?: readonly number[];
  /** The values are whole numbers 0..levels−1: a density over them is one over bins of width 1. */
  readonly quantization?: { readonly levels: number };
  /** Columns that hold codes of categories: code k of column c means `categories[c][k]`. */
  readonly categories?: { readonly [column: string]: readonly string[] };
};

/**
 * Reads a schema that came from outside, a model file for example, and refuses what contradicts itself.
 *
 * @param json what `JSON.parse` returned, or a schema written by hand
 * @returns the same schema, without properties that a schema does not have
 * @throws invalid-data
 * @example
 * ```ts
 * const schema = parseSchema(JSON.parse('{ "features": 64, "shape": [8, 8, 1] }'));
 * console.log(schema); // { features: 64, shape: [ 8, 8, 1 ] }
 * ```
 */
export function parseSchema(json: unknown): DataSchema {
  const given = asRecord('schema', json);
  const features = positiveInteger('schema.features', given.features);
  const schema = {
    features,
    ...(given.names === undefined ? {} : { names: parseNames(given.names, features) }),
    ...(given.shape === undefined ? {} : { shape: parseShape(given.shape, features) }),
    ...(given.quantization === undefined ? {} : { quantization: parseQuantization(given.quantization) }),
  };
  if (given.categories === undefined) return schema;
  return { ...schema, categories: parseCategories(given.categories, schema.names ?? []) };
}

function parseNames(json: unknown, features: number): string[] {
  const names = stringList('schema.names', json);
  if (names.length !== features) refuse('schema.names', `${features} names`, `${names.length}`);
  if (new Set(names).size !== names.length) refuse('schema.names', 'names that differ', names.join(', '));
  return names;
}

function parseShape(json: unknown, features: number): number[] {
  if (!Array.isArray(json)) refuse('schema.shape', 'a list of sizes', show(json));
  const shape = json.map((size: unknown) => positiveInteger('schema.shape', size));
  const size = shape.reduce((product, side) => product * side, 1);
  if (size !== features) refuse('schema.shape', `a shape of ${features} values`, `[${shape.join(', ')}]`);
  return shape;
}

function parseQuantization(json: unknown): { levels: number } {
  const levels = positiveInteger('schema.quantization.levels', asRecord('schema.quantization', json).levels);
  if (levels < 2) refuse('schema.quantization.levels', 'two levels or more', String(levels));
  return { levels };
}

function parseCategories(json: unknown, names: readonly string[]): { [column: string]: string[] } {
  const entries = Object.entries(asRecord('schema.categories', json)).map(([column, values]) => {
    if (!names.includes(column)) refuse('schema.categories', 'columns listed in schema.names', column);
    return [column, stringList(`schema.categories.${column}`, values)] as const;
  });
  return Object.fromEntries(entries);
}

function asRecord(argument: string, json: unknown): Record<string, unknown> {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    refuse(argument, 'an object', show(json));
  return json as Record<string, unknown>;
}

function stringList(argument: string, json: unknown): string[] {
  if (!Array.isArray(json) || !json.every((item) => typeof item === 'string')) {
    refuse(argument, 'a list of strings', show(json));
  }
  return [...json];
}

function positiveInteger(argument: string, json: unknown): number {
  if (!Number.isSafeInteger(json) || (json as number) < 1)
    refuse(argument, 'a whole number, 1 or more', show(json));
  return json as number;
}

function show(json: unknown): string {
  return (JSON.stringify(json) ?? String(json)).slice(0, 60);
}

function refuse(argument: string, expected: string, received: string): never {
  throw new FlowError('invalid-data', {
    argument,
    message: 'This is not a data schema.',
    expected,
    received,
  });
}
