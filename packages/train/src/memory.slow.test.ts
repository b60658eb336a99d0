import { init } from '@flow/backend';
import { beforeAll, expect, it } from 'vitest';
import { memoryAfter } from './memory.fixture.ts';

beforeAll(() => init());

it('ten thousand steps hold what a hundred hold', async () => {
  const [early, late] = await memoryAfter([100, 10_000]);
  expect([late?.tensors, late?.wasmBytes]).toEqual([early?.tensors, early?.wasmBytes]);
  const [heap, resident] = (['heapBytes', 'residentBytes'] as const).map(
    (name) => (late?.[name] as number) / (early?.[name] as number),
  );
  console.info(
    `after 10,000 steps: heap ${heap?.toFixed(3)}, resident ${resident?.toFixed(3)} of what it was after 100`,
  );
  expect(heap).toBeLessThan(1.05);
});
