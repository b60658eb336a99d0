import { engine } from '@tensorflow/tfjs-core';

/** Whether tfjs records operations now, to differentiate them. */
export function isTaping(): boolean {
  const { gradientDepth, kernelDepth } = engine().state;
  return gradientDepth > 0 && kernelDepth === 0;
}
