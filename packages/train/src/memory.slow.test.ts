import { init } from '@flow/backend';
import { beforeAll, expect, it } from 'vitest';
import { memoryAfter } from './memory.fixture.ts';

beforeAll(() => init());

it('ten thousand steps hold what a hundred hold, and the process has hardly grown after the first thousand', async () => {
  const [early, settled, late] = await memoryAfter([100, 1000, 10_000]);
  expect([late?.tensors, late?.wasmBytes]).toEqual([early?.tensors, early?.wasmBytes]);
  const growth = (late?.residentBytes as number) / (settled?.residentBytes as number);
  console.info(`resident memory after 10,000 steps in relation to 1,000: ${growth.toFixed(3)}`);
  expect(growth).toBeLessThan(1.05);
});
