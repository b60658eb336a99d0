import { createRng } from '@flow/backend';

/** A seed that follows from this one and looks like no neighbour of it. */
export function anotherSeed(seed: number): number {
  return Number(createRng(seed).fork('another seed').integers(1, 0, 10_000)[0]);
}
