/** A pair of unsigned 32-bit words. */
export type Words = readonly [number, number];

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;
/** Skein's key-schedule parity constant C₂₄₀, cut to 32 bits. */
const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32 with 20 rounds: five groups of four rounds x₀ += x₁, x₁ = (x₁ ⋘ R) ⊕ x₀, the g-th group
 * followed by the key words g and g + 1 (mod 3) and the number g. The third key word is C₂₄₀ ⊕ k₀ ⊕ k₁.
 *
 * Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */
export function threefry2x32([key0, key1]: Words, [counter0, counter1]: Words): Words {
  const keyWord = (index: number): number => [key0, key1, PARITY ^ key0 ^ key1][index % 3] as number;
  let x0 = (counter0 + key0) >>> 0;
  let x1 = (counter1 + key1) >>> 0;
  for (let group = 1; group <= 5; group++) {
    for (const rotation of ROTATIONS[(group - 1) % 2] as readonly number[]) {
      x0 = (x0 + x1) >>> 0;
      x1 = (rotateLeft(x1, rotation) ^ x0) >>> 0;
    }
    x0 = (x0 + keyWord(group)) >>> 0;
    x1 = (x1 + keyWord(group + 1) + group) >>> 0;
  }
  return [x0, x1];
}

function rotateLeft(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
