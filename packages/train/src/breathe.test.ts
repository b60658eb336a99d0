import { promisify } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { breathe } from './breathe.ts';

const turn = promisify(setImmediate);

const ways = [
  { way: 'setImmediate', missing: [] },
  { way: 'a message channel', missing: ['setImmediate'] },
  { way: 'a timer', missing: ['setImmediate', 'MessageChannel'] },
];

describe.each(ways)('by $way', ({ way, missing }) => {
  afterEach(() => void vi.unstubAllGlobals());

  const timer = vi.spyOn(globalThis, 'setTimeout');

  it('lets timers and immediates run between two pieces of work', async () => {
    const seen: string[] = [];
    setTimeout(() => seen.push('timer'));
    setImmediate(() => seen.push('immediate'));
    for (const name of missing) vi.stubGlobal(name, undefined);
    for (let i = 0; i < 20; i++) {
      busyFor(2);
      await breathe();
    }
    expect(seen.toSorted()).toEqual(['immediate', 'timer']);
  });

  it('sets a timer only where there is nothing else', async () => {
    for (const name of missing) vi.stubGlobal(name, undefined);
    timer.mockClear();
    await breathe();
    expect(timer).toHaveBeenCalledTimes(way === 'a timer' ? 1 : 0);
  });

  it('leaves nothing behind that keeps a process alive', async () => {
    for (const name of missing) vi.stubGlobal(name, undefined);
    const before = await openAfterAWhile();
    for (let i = 0; i < 3; i++) await breathe();
    expect(await openAfterAWhile()).toEqual(before);
  });
});

/** What keeps the process alive once closing, which takes turns of the loop, is over. */
async function openAfterAWhile(): Promise<string[]> {
  for (let i = 0; i < 10; i++) await turn();
  return process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort' || kind === 'Immediate');
}

function busyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}
