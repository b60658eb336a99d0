import { describe, expect, it } from 'vitest';
import { createRng, type Rng, type RngState, restoreRng } from './rng.ts';

const in24Bits = (values: Float32Array) => Array.from(values, (value) => value * 2 ** 24);
const throughJson = (rng: Rng) => restoreRng(JSON.parse(JSON.stringify(rng.save())));
const refused = (argument: string) => expect.objectContaining({ code: 'invalid-argument', argument });

describe('the stream of seed 0', () => {
  // Models and tests rely on these numbers: a change of the stream is a change that users see.
  it('starts with these numbers', () => {
    const rng = () => createRng(0);
    expect(in24Bits(rng().uniform(4))).toEqual([7020545, 10074702, 5279483, 12639807]);
    expect([...rng().normal(4)]).toEqual(
      [-1.0654524564743042, -0.779213011264801, 0.03239910304546356, -1.5203083753585815].map((value) =>
        expect.closeTo(value, 6),
      ),
    );
    expect([...rng().integers(6, -5, 5)]).toEqual([4, -3, -5, 0, 2, 3]);
    expect([...rng().permutation(8)]).toEqual([4, 2, 7, 3, 6, 0, 5, 1]);
  });

  it('forks into these streams', () => {
    const rng = createRng(0);
    expect(in24Bits(rng.fork('noise').uniform(3))).toEqual([9619942, 14463965, 6875142]);
    expect(in24Bits(rng.fork(7).uniform(3))).toEqual([9865520, 537633, 7900668]);
    expect(in24Bits(rng.forRows([3, 1]).uniform(4))).toEqual([13620866, 450678, 3034338, 7552056]);
  });

  it('a large seed reaches the upper word of the key', () => {
    expect(createRng(2 ** 53 - 1).save()).toEqual({ key: [2 ** 32 - 1, 2 ** 21 - 1], position: 0 });
  });
});

describe('save and restore', () => {
  it('continues exactly where it was, whatever was drawn before', () => {
    const rng = createRng(11);
    rng.uniform(5);
    rng.normal(3);
    rng.integers(2, 0, 7);
    rng.permutation(6);
    const again = throughJson(rng);
    expect(again.uniform(7)).toEqual(rng.uniform(7));
    expect(again.normal(7)).toEqual(rng.normal(7));
    expect(again.save()).toEqual(rng.save());
  });

  it('continues a generator for rows', () => {
    const rng = createRng(11).forRows([4, 2 ** 32 - 1, 9]);
    rng.normal(9);
    const again = throughJson(rng);
    expect(again.uniform(6)).toEqual(rng.uniform(6));
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a word', 'state'],
    ['no key', { position: 0 }],
    ['a key that is no list', { key: 5, position: 0 }],
    ['a short key', { key: [1], position: 0 }],
    ['a key beyond 32 bits', { key: [2 ** 32, 0], position: 0 }],
    ['a negative key', { key: [-1, 0], position: 0 }],
    ['no position', { key: [0, 0] }],
    ['a negative position', { key: [0, 0], position: -1 }],
    ['a broken position', { key: [0, 0], position: 0.5 }],
    ['rows that are no list', { key: [0, 0], position: 0, rows: 'abc' }],
  ])('refuses %s', (_, state) => {
    expect(() => restoreRng(state as RngState)).toThrow(refused('state'));
  });

  it('refuses to draw past the end of its counter', () => {
    const rng = restoreRng({ key: [0, 0], position: 2 ** 53 - 2 });
    expect(() => rng.uniform(8)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('fork', () => {
  it('does not advance, and gives the same stream at any time', () => {
    const rng = createRng(3);
    const early = rng.fork('a').uniform(8);
    const state = rng.save();
    rng.uniform(100);
    expect(rng.fork('a').uniform(8)).toEqual(early);
    rng.fork(5);
    rng.forRows([1, 2]);
    expect(createRng(3).save()).toEqual(state);
  });

  it('gives different streams for different labels, numbers, parents and order of labels', () => {
    const rng = createRng(3);
    const first = [
      rng,
      rng.fork('a'),
      rng.fork('b'),
      rng.fork('1'),
      rng.fork(1),
      rng.fork(0),
      rng.fork(2 ** 32 - 1),
      rng.fork('a').fork('b'),
      rng.fork('b').fork('a'),
      createRng(4).fork('a'),
    ].map((stream) => stream.uniform(4).join());
    expect(new Set(first).size).toBe(first.length);
  });

  it('streams are not correlated', () => {
    const rng = createRng(8);
    const [a, b] = [rng.fork(0).normal(20_000), rng.fork(1).normal(20_000)];
    const correlation = a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / a.length;
    expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(a.length));
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 32])('refuses the label %d', (label) => {
    expect(() => createRng(0).fork(label)).toThrow(refused('label'));
  });
});

describe('forRows', () => {
  const rng = createRng(21);
  const drawn = (rows: number[], draw: (rng: Rng, count: number) => Float32Array, width: number) => {
    const flat = draw(rng.forRows(rows), rows.length * width);
    return new Map(rows.map((row, i) => [row, flat.slice(i * width, (i + 1) * width)]));
  };

  it.each([
    ['uniform', 3],
    ['uniform', 4],
    ['normal', 3],
    ['normal', 4],
  ] as const)(
    "%s gives each row its own numbers, %d of them, whatever the batch's order or size",
    (kind, width) => {
      const draw = (rows: Rng, count: number) => rows[kind](count);
      const all = drawn([0, 1, 2, 3, 4], draw, width);
      for (const batch of [[3, 0], [4], [2, 1, 0, 4, 3]]) {
        for (const [row, values] of drawn(batch, draw, width)) expect(values).toEqual(all.get(row));
      }
      expect(all.get(3)).toEqual(rng.fork(3)[kind](width));
    },
  );

  it('goes on in each row', () => {
    const whole = rng.forRows([7, 8]);
    const parts = [whole.uniform(4), whole.uniform(4)];
    const alone = rng.fork(8);
    expect(parts.map((part) => part.slice(2))).toEqual([alone.uniform(2), alone.uniform(2)]);
  });

  it('forks row by row', () => {
    const some = rng.forRows([5, 6]).fork('initialize').uniform(4);
    expect(rng.forRows([6]).fork('initialize').uniform(2)).toEqual(some.slice(2));
  });

  it('does not advance the generator that it came from', () => {
    const parent = createRng(1);
    parent.forRows([0, 1]).normal(10);
    expect(parent.save().position).toBe(0);
  });

  it.each([[[1.5]], [[Number.NaN]], [[-1]], [[0, 2 ** 32]]])('refuses the rows %j', (rows) => {
    expect(() => rng.forRows(rows)).toThrow(refused('rows'));
  });

  it('refuses a count that does not split among the rows, and draws without rows', () => {
    expect(() => rng.forRows([0, 1]).uniform(3)).toThrow(refused('count'));
    expect(() => rng.forRows([0, 1]).integers(2, 0, 5)).toThrow(refused('integers'));
    expect(() => rng.forRows([0, 1]).permutation(2)).toThrow(refused('permutation'));
  });
});

describe('distributions', () => {
  it('uniform: in [0, 1), with the mean, the variance and the tenths of one', () => {
    const values = createRng(5).uniform(50_000);
    const counts = new Array<number>(10).fill(0);
    for (const value of values) counts[Math.floor(value * 10)] = (counts[Math.floor(value * 10)] ?? 0) + 1;
    expect(counts).toHaveLength(10);
    const chiSquare = counts.reduce((sum, count) => sum + (count - 5000) ** 2 / 5000, 0);
    expect(chiSquare).toBeLessThan(27.9); // 99.9 % of χ² with 9 degrees of freedom
    expect(moment(values, 1)).toBeCloseTo(1 / 2, 2);
    expect(moment(values, 2)).toBeCloseTo(1 / 3, 2);
  });

  it('normal: the first four moments, and the share within one, two and three', () => {
    const values = createRng(6).normal(100_000);
    expect(Math.abs(moment(values, 1))).toBeLessThan(4 * Math.sqrt(1 / 1e5));
    expect(Math.abs(moment(values, 2) - 1)).toBeLessThan(4 * Math.sqrt(2 / 1e5));
    expect(Math.abs(moment(values, 3))).toBeLessThan(4 * Math.sqrt(15 / 1e5));
    expect(Math.abs(moment(values, 4) - 3)).toBeLessThan(4 * Math.sqrt(96 / 1e5));
    const within = (limit: number) =>
      values.filter((value) => Math.abs(value) < limit).length / values.length;
    expect(within(1)).toBeCloseTo(0.6827, 2);
    expect(within(2)).toBeCloseTo(0.9545, 2);
    expect(within(3)).toBeCloseTo(0.9973, 2);
  });

  it('integers: every value of the range alike, and none outside', () => {
    const values = createRng(7).integers(70_000, -3, 4);
    const counts = new Map<number, number>();
    for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 1e4) ** 2 / 1e4, 0);
    expect(chiSquare).toBeLessThan(22.5); // 99.9 % of χ² with 6 degrees of freedom
  });

  it('integers: no modulo bias where the range does not divide 2³²', () => {
    // By remainder alone, the lower half of this range would come up twice as often as the upper half.
    const bound = 3 * 2 ** 30;
    const values = createRng(9).integers(30_000, -(2 ** 31), bound - 2 ** 31);
    const lower = values.filter((value) => value < 2 ** 30 - 2 ** 31).length / values.length;
    expect(Math.abs(lower - 1 / 3)).toBeLessThan(4 * Math.sqrt(2 / 9 / values.length));
  });

  it('permutation: each of 0..n−1 once, and all orders alike', () => {
    const rng = createRng(10);
    for (const n of [0, 1, 2, 17]) {
      expect([...rng.permutation(n)].sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i));
    }
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = rng.permutation(3).join();
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(20.5); // 99.9 % of χ² with 5 degrees of freedom
  });

  it('draws nothing when nothing is asked for', () => {
    const rng = createRng(0);
    expect([rng.uniform(0).length, rng.normal(0).length, rng.integers(0, 0, 1).length]).toEqual([0, 0, 0]);
    expect(rng.save().position).toBe(0);
  });
});

describe('refusals', () => {
  it.each([-1, 0.5, Number.NaN, 2 ** 53, Number.POSITIVE_INFINITY])('refuses the seed %d', (seed) => {
    expect(() => createRng(seed)).toThrow(refused('seed'));
  });

  it.each(['uniform', 'normal', 'permutation'] as const)('%s refuses a count that is none', (method) => {
    for (const count of [-1, 1.5, Number.NaN]) {
      expect(() => createRng(0)[method](count)).toThrow(refused('count'));
    }
  });

  it.each([
    [0, 0],
    [3, 2],
    [0, 2 ** 31],
    [0.5, 2],
    [0, Number.NaN],
  ])('integers refuses the range %d to %d', (low, high) => {
    expect(() => createRng(0).integers(1, low, high)).toThrow(refused('low, high'));
  });
});

function moment(values: Float32Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length;
}
