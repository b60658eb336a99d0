import { describe, expect, it } from 'vitest';
import { type Mask, sideSizes, sidesOf } from './mask.ts';

describe('sidesOf', () => {
  it.each<[Mask, number, number[], number[]]>([
    ['even', 5, [0, 2, 4], [1, 3]],
    ['odd', 5, [1, 3], [0, 2, 4]],
    ['firstHalf', 5, [0, 1, 2], [3, 4]],
    ['secondHalf', 5, [3, 4], [0, 1, 2]],
    ['even', 2, [0], [1]],
    ['secondHalf', 2, [1], [0]],
    [[false, true, true], 3, [1, 2], [0]],
  ])('%j of %d features keeps %j and moves %j', (mask, features, identity, transformed) => {
    expect(sidesOf(mask, features)).toEqual({ identity, transformed });
  });

  it.each(['even', 'odd', 'firstHalf', 'secondHalf'] as const)(
    '%s: the sizes are those of the lists',
    (mask) => {
      for (let features = 2; features < 12; features++) {
        const { identity, transformed } = sidesOf(mask, features);
        expect(sideSizes(mask, features)).toEqual({
          identity: identity.length,
          transformed: transformed.length,
        });
        expect([...identity, ...transformed].sort((a, b) => a - b)).toEqual(
          Array.from({ length: features }, (_, i) => i),
        );
      }
    },
  );

  it.each<[string, unknown, number, string]>([
    ['one feature', 'even', 1, 'features'],
    ['no number of features', 'even', Number.NaN, 'features'],
    ['an unknown word', 'left', 4, 'mask'],
    ['a word of Object.prototype', 'constructor', 4, 'mask'],
    ['a short list', [true, false], 3, 'mask'],
    ['numbers for booleans', [1, 0, 1], 3, 'mask'],
    ['nothing', undefined, 3, 'mask'],
    ['all true', [true, true, true], 3, 'mask'],
    ['all false', [false, false, false], 3, 'mask'],
  ])('refuses %s', (_, mask, features, argument) => {
    expect(() => sidesOf(mask as Mask, features)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument }),
    );
  });
});
