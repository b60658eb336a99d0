import { FlowError } from '@flow/backend';
import { checkSize, checkWord } from './shape.ts';

const NAMES = ['even', 'odd', 'firstHalf', 'secondHalf'] as const;

/**
 * Which features pass through a coupling unchanged and steer the others: those of even or odd index, those of
 * the first or second half (the first is the longer one of an odd number), or true in a list.
 */
export type Mask = (typeof NAMES)[number] | readonly boolean[];

/** The two sides of a coupling as feature indices, in rising order. */
export type Sides = { readonly identity: readonly number[]; readonly transformed: readonly number[] };

/** The indices that a mask leaves alone and those that it lets change. @throws invalid-argument */
export function sidesOf(mask: Mask, features: number): Sides {
  checkSize('features', features, 2);
  const isIdentity = typeof mask === 'string' ? named(mask, features) : given(mask, features);
  const indices = Array.from({ length: features }, (_, i) => i);
  const identity = indices.filter((i) => isIdentity(i));
  const transformed = indices.filter((i) => !isIdentity(i));
  if (identity.length > 0 && transformed.length > 0) return { identity, transformed };
  throw new FlowError('invalid-argument', {
    argument: 'mask',
    message: 'A coupling needs features on both sides of its mask.',
    expected: 'at least one true and one false',
    received: `${identity.length} true, ${transformed.length} false`,
  });
}

function named(mask: string, features: number): (index: number) => boolean {
  const half = Math.ceil(features / 2);
  const tests = {
    even: (i: number) => i % 2 === 0,
    odd: (i: number) => i % 2 === 1,
    firstHalf: (i: number) => i < half,
    secondHalf: (i: number) => i >= half,
  };
  return tests[checkWord('mask', mask, NAMES)];
}

function given(mask: readonly boolean[], features: number): (index: number) => boolean {
  if (Array.isArray(mask) && mask.length === features && mask.every((side) => typeof side === 'boolean')) {
    return (i) => mask[i] === true;
  }
  throw new FlowError('invalid-argument', {
    argument: 'mask',
    message: 'A mask names a side or lists one boolean for each feature.',
    expected: `'even', 'odd', 'firstHalf', 'secondHalf' or ${features} booleans`,
    received: JSON.stringify(mask) ?? String(mask),
  });
}
