import { engine } from '@tensorflow/tfjs-core';

/**
 * Whether tfjs records operations now, to differentiate them.
 *
 * @example
 * ```ts
 * isTaping(); // false
 * ```
 */
export function isTaping(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
