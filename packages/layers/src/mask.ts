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

/**
 * How many features each side of a mask has; lists nothing, so that a size from a hostile file costs nothing.
 *
 * @throws invalid-argument
 */
export function sideSizes(mask: Mask, features: number): { identity: number; transformed: number } {
  checkSize('features', features, 2);
  const identity =
    typeof mask === 'string'
      ? NAMED[checkWord('mask', mask, NAMES)].size(features)
      : given(mask, features).filter(Boolean).length;
  const transformed = features - identity;
  if (identity > 0 && transformed > 0) return { identity, transformed };
  throw new FlowError('invalid-argument', {
    argument: 'mask',
    message: 'A coupling needs features on both sides of its mask.',
    expected: 'at least one true and one false',
    received: `${identity} true, ${transformed} false`,
  });
}

/** The indices that a mask leaves alone and those that it lets change. @throws invalid-argument */
export function sidesOf(mask: Mask, features: number): Sides {
  sideSizes(mask, features);
  const isIdentity = (i: number) =>
    typeof mask === 'string' ? NAMED[mask].has(i, features) : mask[i] === true;
  const indices = Array.from({ length: features }, (_, i) => i);
  return { identity: indices.filter(isIdentity), transformed: indices.filter((i) => !isIdentity(i)) };
}

type NamedMask = { size(features: number): number; has(index: number, features: number): boolean };

const firstHalf = (features: number) => Math.ceil(features / 2);
const secondHalf = (features: number) => Math.floor(features / 2);

const NAMED: Readonly<Record<(typeof NAMES)[number], NamedMask>> = {
  even: { size: firstHalf, has: (i) => i % 2 === 0 },
  odd: { size: secondHalf, has: (i) => i % 2 === 1 },
  firstHalf: { size: firstHalf, has: (i, features) => i < firstHalf(features) },
  secondHalf: { size: secondHalf, has: (i, features) => i >= firstHalf(features) },
};

function given(mask: readonly boolean[], features: number): readonly boolean[] {
  if (Array.isArray(mask) && mask.length === features && mask.every((side) => typeof side === 'boolean')) {
    return mask;
  }
  throw new FlowError('invalid-argument', {
    argument: 'mask',
    message: 'A mask names a side or lists one boolean for each feature.',
    expected: `'even', 'odd', 'firstHalf', 'secondHalf' or ${features} booleans`,
    received: JSON.stringify(mask) ?? String(mask),
  });
}
