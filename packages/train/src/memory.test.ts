import { init } from '@flow/backend';
import { beforeAll, expect, it } from 'vitest';
import { memoryAfter } from './memory.fixture.ts';

beforeAll(() => init());

it('a thousand steps hold as many tensors and as much of the WASM memory as a hundred', async () => {
  const [first, ...later] = (await memoryAfter([100, 250, 500, 1000])).map(({ tensors, wasmBytes }) => ({
    tensors,
    wasmBytes,
  }));
  expect(first?.wasmBytes).toBeGreaterThan(0);
  expect(later).toEqual([first, first, first]);
});
