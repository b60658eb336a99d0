import { describe, expect, it } from 'vitest';
import { labelled, oneHot } from './labels.ts';

const refusal = (code: string, argument: string) => expect.objectContaining({ code, argument });

describe('oneHot', () => {
  it('has a 1 at the class of each row', () => {
    expect([...oneHot([2, 0], 3)]).toEqual([0, 0, 1, 1, 0, 0]);
    expect([...oneHot(Uint8Array.of(1), 2)]).toEqual([0, 1]);
  });

  it.each([3, -1, 0.5, Number.NaN])('refuses the class %d of 3', (label) => {
    expect(() => oneHot([0, label], 3)).toThrow(refusal('invalid-argument', 'labels[1]'));
  });
});

describe('labelled', () => {
  it('writes labels as context, one for all rows or one for each', () => {
    expect(labelled({ labels: 1, seed: 4 }, 2, [2])).toEqual({
      seed: 4,
      context: Float32Array.of(0, 1, 0, 1),
    });
    expect(labelled({ labels: [1, 0] }, 2, [2])).toMatchObject({ context: Float32Array.of(0, 1, 1, 0) });
  });

  it('leaves options without labels alone', () => {
    const options = { context: [[1, 2]] };
    expect(labelled(options, 1, [2])).toBe(options);
  });

  it('refuses labels of a flow without classes, beside a context, or of another number of rows', () => {
    expect(() => labelled({ labels: 0 }, 1, undefined)).toThrow(refusal('invalid-argument', 'labels'));
    expect(() => labelled({ labels: 0, context: [[1, 0]] }, 1, [2])).toThrow(
      refusal('invalid-argument', 'labels'),
    );
    expect(() => labelled({ labels: [0, 1, 0] }, 2, [2])).toThrow(refusal('shape-mismatch', 'labels'));
  });
});
