import { FlowError, type Json } from '@flow/backend';
import { sizeOf } from '@flow/layers';

/** What the columns of the data are, in their original units; saved with the model. */
export type DataSchema = {
  readonly features: number;
  readonly names?: readonly string[];
  /** Shape of one datum where it is a picture, e.g. [8, 8]. */
  readonly shape?: readonly number[];
  /** Integers 0..levels−1 on a unit grid; bits per dimension are defined only for such data. */
  readonly quantization?: { readonly levels: number };
};

/** Refuses a schema that does not describe data of this size. @throws invalid-argument */
export function checkSchema(schema: DataSchema, features: number): DataSchema {
  const { names, shape, quantization } = schema;
  const problems = [
    schema.features !== features && `features is ${schema.features}, the flow has ${features}`,
    names !== undefined &&
      (!isListOf(names, isText) || names.length !== features) &&
      `names does not hold ${features} strings`,
    shape !== undefined &&
      (!isListOf(shape, isSide) || sizeOf(shape) !== features) &&
      `shape does not hold ${features} values`,
    quantization !== undefined &&
      !(isSide(quantization?.levels) && quantization.levels >= 2) &&
      'levels is not a whole number, 2 or more',
  ].filter((problem) => problem !== false);
  if (problems.length === 0) return schema;
  throw new FlowError('invalid-argument', {
    argument: 'data',
    message: 'This schema does not describe the data of this flow.',
    received: problems.join('; '),
  });
}

/** The schema as plain JSON. */
export function schemaToJson({ features, names, shape, quantization }: DataSchema): Json {
  return {
    features,
    ...(names && { names: [...names] }),
    ...(shape && { shape: [...shape] }),
    ...(quantization && { quantization: { levels: quantization.levels } }),
  };
}

const isText = (value: unknown) => typeof value === 'string';
const isSide = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;

function isListOf(list: unknown, isItem: (value: unknown) => boolean): boolean {
  return Array.isArray(list) && list.every(isItem);
}

/** Rounds to the nearest level, 0..levels−1; what is not finite has none and becomes NaN. */
export function roundToLevels(values: Float32Array, { levels }: { readonly levels: number }): Float32Array {
  return values.map((value) =>
    Number.isFinite(value) ? Math.min(levels - 1, Math.max(0, Math.round(value))) : Number.NaN,
  );
}

/**
 * Refuses values outside of every bin: integers stand at the centres of bins of unit width, so that the density is one
 * on −½ … levels − ½, and what is between integers may be asked for.
 *
 * @param argument its name in the error
 * @param values of any shape, row-major
 * @param schema without one, or without levels, everything is fine
 * @throws invalid-data
 */
export function checkRange(argument: string, values: Float32Array, schema: DataSchema | undefined): void {
  const levels = schema?.quantization?.levels;
  if (schema === undefined || levels === undefined) return;
  const bad = values.findIndex((value) => value < -0.5 || value > levels - 0.5);
  if (bad < 0) return;
  throw new FlowError('invalid-data', {
    argument: `${argument}[${Math.floor(bad / schema.features)}][${bad % schema.features}]`,
    message: 'This flow describes integer data, and this value is outside of their levels.',
    expected: `a number from 0 to ${levels - 1}`,
    received: String(values[bad]),
  });
}

/**
 * Refuses values that are not whole numbers of the schema's levels.
 *
 * @param argument its name in the error
 * @param values of any shape, row-major
 * @param schema without one, or without levels, everything is fine
 * @throws invalid-data
 * @example
 * ```ts
 * const schema = { features: 1, quantization: { levels: 4 } };
 * checkLevels('x', Float32Array.of(0, 3), schema); // undefined
 * ```
 */
export function checkLevels(argument: string, values: Float32Array, schema: DataSchema | undefined): void {
  const levels = schema?.quantization?.levels;
  if (schema === undefined || levels === undefined) return;
  const bad = values.findIndex((value) => !Number.isInteger(value) || value < 0 || value >= levels);
  if (bad < 0) return;
  throw new FlowError('invalid-data', {
    argument: `${argument}[${Math.floor(bad / schema.features)}][${bad % schema.features}]`,
    message: 'This flow describes integer data, and this value is not one of their levels.',
    expected: `a whole number from 0 to ${levels - 1}`,
    received: String(values[bad]),
  });
}
