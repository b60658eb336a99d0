import '@tensorflow/tfjs-backend-cpu';
import {
  gather,
  grads,
  mul,
  setBackend,
  sum,
  type Tensor,
  tensor1d,
  unsortedSegmentSum,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { init } from '../init.ts';
import { missingKernels } from '../preflight.ts';
import { installedPack } from './memory.ts';
import { cases, worstError } from './reference.fixture.ts';

beforeAll(async () => {
  await init();
});

/** The same computation on the kernel pack and on tfjs's own cpu backend. */
async function onBoth(run: () => Tensor[]): Promise<[Float32Array, Float32Array][]> {
  const results: Float32Array[][] = [];
  for (const backend of ['wasm', 'cpu']) {
    await setBackend(backend);
    results.push(run().map((tensor) => Float32Array.from(tensor.dataSync())));
  }
  await setBackend('wasm');
  return results[0]!.map((result, index) => [result, results[1]![index]!]);
}

describe('UnsortedSegmentSum', () => {
  it('adds rows by their segments and drops those of none', () => {
    const x = cases(1).tensor([4, 3]);
    const values = x.dataSync();
    const result = unsortedSegmentSum(x, tensor1d([2, 0, 2, -1], 'int32'), 3).dataSync();
    const expected = [0, 1, 2].flatMap((j) => values[3 + j]!);
    expect([...result.slice(0, 6)]).toEqual([...expected, 0, 0, 0]);
    expect(
      worstError(
        result.slice(6),
        [0, 1, 2].map((j) => values[j]! + values[6 + j]!),
      ),
    ).toBeLessThan(1e-6);
  });

  it('writes nothing beyond the last segment', () => {
    const pack = installedPack();
    const [x, ids, out] = [tensor1d([1, 2]), tensor1d([2, 0], 'int32'), tensor1d([0, 0, 0])];
    pack.kernels.addSegments(pack.address(x), pack.address(ids), pack.address(out), 2, 1, 2);
    expect([...out.dataSync()]).toEqual([2, 0, 0]);
  });

  it('gives gather its gradient, along any axis', async () => {
    const pairs = await onBoth(() => {
      const make = cases(2);
      const [x, weights] = [make.tensor([3, 5, 2]), make.tensor([3, 4, 2])];
      const indices = tensor1d([4, 0, 0, 2], 'int32');
      return grads((a) => sum(mul(gather(a!, indices, 1), weights)))([x]);
    });
    for (const [actual, expected] of pairs) expect(worstError(actual, expected)).toBeLessThan(1e-6);
  });
});

describe('preflight', () => {
  it('finds nothing missing on wasm and cpu, and everything on a backend that is not there', () => {
    expect(missingKernels('wasm')).toEqual([]);
    expect(missingKernels('cpu')).toEqual([]);
    expect(missingKernels('abacus')).toContain('BatchMatMul');
  });
});
