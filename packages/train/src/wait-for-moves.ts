import { isNode } from './in-node.ts';

/** Milliseconds. Threads move parts of one size at once: one that takes so much longer has lost its core, or ended. */
const PATIENCE = 50;

/**
 * Waits, without a turn of the event loop, until all threads have noted a step.
 *
 * @param moved the step of each thread, in memory that all see; this thread's is the first
 * @returns whether all have, within 50 ms
 */
export function waitForMoves(moved: Int32Array, step: number): boolean {
  const end = performance.now() + PATIENCE;
  for (let thread = 1; thread < moved.length; thread++) {
    for (let noted = Atomics.load(moved, thread); noted !== step; noted = Atomics.load(moved, thread)) {
      const left = end - performance.now();
      if (left <= 0) return false;
      // The first thread of a page may not sleep.
      if (mayWait()) Atomics.wait(moved, thread, noted, left);
    }
  }
  return true;
}

function mayWait(): boolean {
  return isNode() || !('document' in globalThis);
}
