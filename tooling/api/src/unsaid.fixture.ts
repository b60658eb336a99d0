// Public names that leave something unsaid, one each; the test says what.
import { FlowError } from '@flow/backend';
import type { Tensor } from '@tensorflow/tfjs-core';

export function silent(): void {}

/** Doubles. */
export function nameless(much: number): number {
  return 2 * much;
}

/** Twice x. @param x what is doubled */
export function shapeless(x: Tensor): Tensor {
  return x;
}

/** Twice a batch. */
export type Shapeless = { readonly batch: Tensor };

/** Refuses numbers below zero. @param a any number */
export function quiet(a: number): void {
  refuse(a);
}

/** Refuses numbers below zero. @param a any number @throws */
export function vague(a: number): void {
  refuse(a);
}

/** log p(x) = −½ x² − log √(2π). @param x one number */
export function unsourced(x: number): number {
  return -0.5 * x * x;
}

/** The mean of −log p. */
export function loss(): number {
  return 0;
}

/** Of a batch. */
export type Losses = { readonly nll: number };

/**
 * log p(x) = −½ x² − log √(2π) (Gauss 1809), for each row of `rows`.
 *
 * @param rows [batch, 1]
 * @returns [batch]
 * @throws invalid-argument
 */
export function sound(rows: Tensor): Tensor {
  refuse(rows.size);
  return rows;
}

function refuse(a: number): void {
  if (a < 0) throw new FlowError('invalid-argument', { message: 'Below zero.' });
}
