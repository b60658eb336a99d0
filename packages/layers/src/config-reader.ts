import { FlowError, type Json } from '@flow/backend';

/** Typed, checked access to a layer's saved configuration. */
export type ConfigReader = {
  number(key: string): number;
  string(key: string): string;
  boolean(key: string): boolean;
  numbers(key: string): number[];
  strings(key: string): string[];
  booleans(key: string): boolean[];
  list(key: string): readonly Json[];
  has(key: string): boolean;
  json(key: string): Json | undefined;
};

/**
 * Reads a configuration that may come from a damaged or hostile file.
 *
 * @param config what stands in the file
 * @throws invalid-file
 * @example
 * ```ts
 * const read = readConfig({ kind: 'double', features: 2 });
 * read.number('features'); // 2
 * ```
 */
export function readConfig(config: { readonly [key: string]: Json }): ConfigReader {
  const read = <T extends Json>(key: string, expected: string, is: (value: Json) => value is T): T => {
    const value = Object.hasOwn(config, key) ? config[key] : undefined;
    if (value !== undefined && is(value)) return value;
    throw new FlowError('invalid-file', {
      argument: key,
      message: `The configuration of this ${String(config.kind)} is damaged.`,
      expected,
      received: JSON.stringify(value) ?? 'nothing',
    });
  };
  return {
    number: (key) => read(key, 'a number', isNumber),
    string: (key) => read(key, 'a string', isString),
    boolean: (key) => read(key, 'true or false', isBoolean),
    numbers: (key) => [...read(key, 'a list of numbers', listOf(isNumber))],
    strings: (key) => [...read(key, 'a list of strings', listOf(isString))],
    booleans: (key) => [...read(key, 'a list of true and false', listOf(isBoolean))],
    list: (key) => read(key, 'a list', (value): value is readonly Json[] => Array.isArray(value)),
    has: (key) => Object.hasOwn(config, key),
    json: (key) => (Object.hasOwn(config, key) ? config[key] : undefined),
  };
}

const isNumber = (value: Json): value is number => typeof value === 'number';
const isString = (value: Json): value is string => typeof value === 'string';
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';

function listOf<T extends Json>(isItem: (value: Json) => value is T) {
  return (value: Json): value is readonly T[] => Array.isArray(value) && value.every(isItem);
}
