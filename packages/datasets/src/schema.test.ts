import { expect, test } from 'vitest';
import { type DataSchema, parseSchema } from './schema.ts';

test.each<DataSchema>([
  { features: 1 },
  { features: 2, names: ['height', 'sex'], categories: { sex: ['f', 'm'] } },
  { features: 64, shape: [8, 8, 1], quantization: { levels: 17 } },
])('%j survives JSON', (schema) => {
  expect(parseSchema(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
});

test('properties that a schema does not have are left out', () => {
  expect(parseSchema({ features: 1, note: 'x', quantization: { levels: 2, note: 'x' } })).toEqual({
    features: 1,
    quantization: { levels: 2 },
  });
});

test.each<[unknown, RegExp]>([
  [null, /\(schema\).*an object, got null/],
  [undefined, /\(schema\).*got undefined/],
  [[], /\(schema\)/],
  [{}, /\(schema.features\).*got undefined/],
  [{ features: 0 }, /\(schema.features\).*got 0/],
  [{ features: 1.5 }, /\(schema.features\)/],
  [{ features: 2, names: ['a'] }, /\(schema.names\).*2 names, got 1/],
  [{ features: 2, names: ['a', 'a'] }, /\(schema.names\).*names that differ/],
  [{ features: 1, names: [1] }, /\(schema.names\).*a list of strings/],
  [{ features: 1, names: 'a' }, /\(schema.names\)/],
  [{ features: 6, shape: [2, 2] }, /\(schema.shape\).*a shape of 6 values, got \[2, 2\]/],
  [{ features: 6, shape: [-2, -3] }, /\(schema.shape\)/],
  [{ features: 6, shape: 6 }, /\(schema.shape\)/],
  [{ features: 1, quantization: 17 }, /\(schema.quantization\)/],
  [{ features: 1, quantization: { levels: 1 } }, /\(schema.quantization.levels\).*two levels/],
  [{ features: 1, quantization: {} }, /\(schema.quantization.levels\)/],
  [{ features: 1, categories: { a: ['x'] } }, /\(schema.categories\).*got a/],
  [{ features: 1, names: ['a'], categories: { a: 'x' } }, /\(schema.categories.a\)/],
  [{ features: 1, names: ['a'], categories: ['a'] }, /\(schema.categories\)/],
])('%j is refused', (json, message) => {
  expect(() => parseSchema(json)).toThrow(message);
  expect(() => parseSchema(json)).toThrow(/\[invalid-data\]/);
});
