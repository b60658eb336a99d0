import { expect, it } from 'vitest';
import type { Held } from './memory.fixture.ts';
import { memoryOfProcess } from './memory-process.fixture.ts';

const STEPS = [100, 1000, 3000, 10_000];

it('ten thousand steps hold what a hundred hold: tensors, WASM memory, heap and resident memory', async () => {
  const held = await memoryOfProcess(STEPS);
  const [early, late] = [held[0], held.at(-1)] as [Held, Held];
  const megabytes = (part: 'residentBytes' | 'residentBefore') =>
    held.map((at) => (at[part] / 2 ** 20).toFixed(1)).join(', ');
  console.info(
    `resident after ${STEPS.join(', ')} steps: ${megabytes('residentBytes')} MB; ` +
      `with the garbage that V8 had not collected ${megabytes('residentBefore')} MB`,
  );
  expect([late.tensors, late.wasmBytes]).toEqual([early.tensors, early.wasmBytes]);
  expect(late.heapBytes / early.heapBytes).toBeLessThan(1.05);
  expect(late.residentBytes / early.residentBytes).toBeLessThan(1.05);
});
