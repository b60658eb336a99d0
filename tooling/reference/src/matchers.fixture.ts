import { expect } from 'vitest';
import type { Result } from './bijection.ts';
import type { ReferenceTensor, Tensors } from './parameters.ts';

/** Tensors from lists: a row of numbers is a vector, rows of numbers a matrix. */
export function tensorsOf(
  values: Record<string, readonly number[] | readonly (readonly number[])[]>,
): Tensors {
  return new Map(Object.entries(values).map(([path, list]) => [path, tensorOf(list)]));
}

function tensorOf(list: readonly number[] | readonly (readonly number[])[]): ReferenceTensor {
  const [first] = list;
  const shape = Array.isArray(first) ? [list.length, first.length] : [list.length];
  return { shape, values: Float64Array.from(list.flat()) };
}

/** Equal to within 1e-13 of the size of what was expected. */
export function expectClose(actual: number, expected: number): void {
  expect(Math.abs(actual - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(
    1e-13 * (1 + Math.abs(expected)),
  );
}

export function expectValues(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, i) => void expectClose(actual[i]!, value));
}

export function expectResult(
  actual: Result,
  expected: { value: readonly number[]; logDet: number; terms: number },
): void {
  expectValues(actual.value, expected.value);
  expectClose(actual.logDet, expected.logDet);
  expectClose(actual.terms, expected.terms);
}
