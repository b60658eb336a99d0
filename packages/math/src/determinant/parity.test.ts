import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RUNS } from '../matrix/arbitrary-matrix.fixture.ts';
import { cycles, inversions, parity, parityByCycles } from './parity.ts';
import { type Permutation, permutations } from './permutations.ts';

const ofSize = (n: number): fc.Arbitrary<Permutation> =>
  fc.shuffledSubarray([...Array(n).keys()], { minLength: n, maxLength: n });
const some = fc.integer({ min: 0, max: 12 }).chain(ofSize);
const pairs = fc.integer({ min: 0, max: 12 }).chain((n) => fc.tuple(ofSize(n), ofSize(n)));

test('parity multiplies: sign(p ∘ q) = sign(p) sign(q)', () => {
  const law = fc.property(pairs, ([p, q]) => {
    expect(parity(q.map((i) => p[i]!))).toBe(parity(p) * parity(q));
  });
  fc.assert(law, RUNS);
});

test('inversions and cycles agree on the parity', () => {
  fc.assert(
    fc.property(some, (p) => {
      expect(parityByCycles(p)).toBe(parity(p));
    }),
    RUNS,
  );
});

test('half of all permutations are even', () => {
  const signs = [...permutations(5)].map((p) => parity(p));
  expect(signs.reduce<number>((sum, sign) => sum + sign, 0)).toBe(0);
});

test('a swap of neighbours changes the inversion count by one', () => {
  const law = fc.property(fc.integer({ min: 2, max: 12 }).chain(ofSize), fc.nat(), (p, seed) => {
    const i = seed % (p.length - 1);
    const swapped = p.with(i, p[i + 1]!).with(i + 1, p[i]!);
    expect(Math.abs(inversions(swapped) - inversions(p))).toBe(1);
  });
  fc.assert(law, RUNS);
});

test('the identity has none, the reversal n(n − 1)/2', () => {
  expect(inversions([0, 1, 2, 3, 4])).toBe(0);
  expect(inversions([4, 3, 2, 1, 0])).toBe(10);
});

test('following the cycles gives the permutation back', () => {
  const law = fc.property(some, (p) => {
    const rebuilt = new Array<number>(p.length);
    for (const cycle of cycles(p)) {
      for (const [i, from] of cycle.entries()) rebuilt[from] = cycle[(i + 1) % cycle.length]!;
    }
    expect(rebuilt).toEqual(p);
  });
  fc.assert(law, RUNS);
});

test.each([[[0, 0]], [[1, 2]], [[0, 1.5]], [[-1, 0]]])('%j is refused: no permutation', (values) => {
  for (const f of [inversions, cycles, parity, parityByCycles]) {
    expect(() => f(values)).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'permutation' }),
    );
  }
});
