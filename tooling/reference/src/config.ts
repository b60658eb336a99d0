import { InterpreterError } from './interpreter-error.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The saved configuration of one part of a model. */
export type Config = { readonly kind: string; readonly [key: string]: Json };

/** A part's configuration, or an error that says which part has none. */
export function configAt(json: Json | undefined, path: string): Config {
  if (isRecord(json) && typeof json.kind === 'string') return json as Config;
  throw new InterpreterError(`${path}: expected a configuration with a kind, got ${JSON.stringify(json)}.`);
}

export function numberIn(config: Config, key: string): number {
  return read(config, key, 'a number', isNumber);
}

export function booleanIn(config: Config, key: string): boolean {
  return read(config, key, 'true or false', isBoolean);
}

/** A whole number, 1 or more. */
export function sizeIn(config: Config, key: string): number {
  return read(config, key, 'a whole number, 1 or more', isSize);
}

export function numbersIn(config: Config, key: string): readonly number[] {
  return read(config, key, 'a list of numbers', listOf(isNumber));
}

export function stringsIn(config: Config, key: string): readonly string[] {
  return read(config, key, 'a list of strings', listOf(isString));
}

export function listIn(config: Config, key: string): readonly Json[] {
  return read(config, key, 'a list', listOf(isAnything));
}

/** One of a few words. */
export function wordIn<T extends string>(config: Config, key: string, words: readonly T[]): T {
  return read(config, key, words.join(' or '), (value): value is T => words.some((word) => word === value));
}

function read<T extends Json>(
  config: Config,
  key: string,
  expected: string,
  is: (value: Json) => value is T,
): T {
  const value = config[key];
  if (value !== undefined && is(value)) return value;
  throw new InterpreterError(
    `${config.kind}: expected ${key} to be ${expected}, got ${JSON.stringify(value) ?? 'nothing'}.`,
  );
}

const isAnything = (_value: Json): _value is Json => true;
const isBoolean = (value: Json): value is boolean => typeof value === 'boolean';
const isNumber = (value: Json): value is number => typeof value === 'number';
const isString = (value: Json): value is string => typeof value === 'string';
const isSize = (value: Json): value is number => isNumber(value) && Number.isSafeInteger(value) && value > 0;

function listOf<T extends Json>(isItem: (value: Json) => value is T) {
  return (value: Json): value is readonly T[] => Array.isArray(value) && value.every(isItem);
}

function isRecord(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
