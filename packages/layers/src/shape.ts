import { FlowError } from '@flow/backend';

/** Sizes of one datum, without the batch: `[64]` for a row of 64 features, `[8, 8, 1]` for a grey picture. */
export type Shape = readonly number[];

/**
 * The number of values in one datum.
 *
 * @example
 * ```ts
 * sizeOf([8, 8, 3]); // 192
 * ```
 */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, side) => product * side, 1);
}

/** `[batch, 64]`, as error messages write it. */
export function batchShapeText(shape: Shape): string {
  return `[${['batch', ...shape].join(', ')}]`;
}

/** Refuses a size that is not a whole number of at least `least`. @throws invalid-argument */
export function checkSize(argument: string, value: number, least = 1): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'This size cannot be built.',
    expected: `a whole number, ${least} or more`,
    received: String(value),
  });
}

/** Refuses a shape with no sides or with sides that are not whole and positive. @throws invalid-argument */
export function checkShape(argument: string, shape: Shape): Shape {
  const isShape = Array.isArray(shape) && shape.length > 0;
  if (isShape && shape.every((side) => Number.isSafeInteger(side) && side > 0)) return [...shape];
  throw new FlowError('invalid-argument', {
    argument,
    message: 'A shape lists the sizes of one datum, without the batch.',
    expected: 'whole numbers, 1 or more, as in [64] or [8, 8, 1]',
    received: JSON.stringify(shape) ?? String(shape),
  });
}

/** The space of pictures, [height, width]. @throws invalid-argument */
export function checkPictureSpace(who: string, space: Shape): [height: number, width: number] {
  const [height = 0, width = 0] = space;
  if (space.length === 2) return [checkSize('space', height), checkSize('space', width)];
  throw new FlowError('invalid-argument', {
    argument: 'space',
    message: `${who} is a network for pictures: give its coupling a shape [height, width, channels]; for vectors there is mlp.`,
    expected: '[height, width]',
    received: JSON.stringify(space) ?? String(space),
  });
}

/** Refuses a number that is not finite or lies outside the open interval. @throws invalid-argument */
export function checkBetween(argument: string, value: number, low: number, high: number): number {
  if (value > low && value < high) return value;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'This value is outside its range.',
    expected: `a number between ${low} and ${high}`,
    received: String(value),
  });
}

/** Refuses a value that is not one of the given words. @throws invalid-argument */
export function checkWord<T extends string>(argument: string, value: string, words: readonly T[]): T {
  const word = words.find((candidate) => candidate === value);
  if (word !== undefined) return word;
  throw new FlowError('invalid-argument', {
    argument,
    message: 'There is no such choice.',
    expected: words.map((candidate) => `'${candidate}'`).join(' or '),
    received: JSON.stringify(value) ?? String(value),
  });
}
