import { describe, expect, it } from 'vitest';
import { describeOnBoth } from './ops/both-backends.fixture.ts';
import { randomNormal, randomUniform } from './random-tensors.ts';
import { createRng, type Rng, restoreRng } from './rng.ts';

const makers: [string, () => Rng][] = [
  ['a seed', () => createRng(7)],
  ['a large seed', () => createRng(2 ** 52 + 12345)],
  ['a fork', () => createRng(7).fork('noise')],
  ['one row', () => createRng(7).forRows([5])],
  ['past 2³² counters', () => restoreRng({ key: [1, 2], position: 2 ** 32 - 3 })],
];

describeOnBoth('random tensors', () => {
  it.each(makers)('are uniform with the bits of the generator: %s', (_, make) => {
    const [kernel, host] = [make(), make()];
    for (const count of [1, 2, 3, 7, 8, 9, 1000, 0]) {
      expect([...randomUniform(kernel, [count]).dataSync()]).toEqual([...host.uniform(count)]);
      expect(kernel.save()).toEqual(host.save());
    }
  });

  it.each(makers)('are normal within 1e-6 of the generator: %s', (_, make) => {
    const [kernel, host] = [make(), make()];
    for (const count of [1, 2, 3, 7, 8, 9, 20_000, 0]) {
      const [actual, expected] = [randomNormal(kernel, [count]).dataSync(), host.normal(count)];
      expect(actual.length).toBe(count);
      const errors = Array.from(actual, (value, i) => Math.abs(value - expected[i]!));
      expect(errors.reduce((worst, error) => Math.max(worst, error), 0)).toBeLessThan(1e-6);
      expect(kernel.save()).toEqual(host.save());
    }
  });

  it('give each row of a batch its own stream', () => {
    const batch = randomNormal(createRng(3).forRows([4, 9, 2]), [3, 5]).dataSync();
    const alone = randomNormal(createRng(3).forRows([9]), [1, 5]).dataSync();
    expect([...batch.slice(5, 10)]).toEqual([...alone]);
    expect(() => randomUniform(createRng(3).forRows([1, 2]), [3])).toThrow(/multiple of 2/);
  });

  it('have the moments of a standard normal', () => {
    const values = randomNormal(createRng(11), [200_000]).dataSync<'float32'>();
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    const variance = values.reduce((sum, v) => sum + v * v, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(0.008);
    expect(Math.abs(variance - 1)).toBeLessThan(0.012);
  });
});

describe('a generator of another make', () => {
  it('is asked for its numbers', () => {
    const rng = { ...createRng(1), uniform: (count: number) => new Float32Array(count).fill(0.25) };
    expect([...randomUniform(rng, [2]).dataSync()]).toEqual([0.25, 0.25]);
  });
});
