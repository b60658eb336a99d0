import { FlowError } from '@flow/backend';

/**
 * Points on the straight line between two rows, both ends included.
 *
 * @param ends two rows, one after the other
 * @returns `steps` rows, one after the other
 * @throws invalid-argument
 */
export function interpolateRows(ends: Float32Array, steps: number): Float32Array {
  if (!Number.isSafeInteger(steps) || steps < 2) {
    throw new FlowError('invalid-argument', {
      argument: 'steps',
      message: 'An interpolation has two ends.',
      expected: 'a whole number, 2 or more',
      received: String(steps),
    });
  }
  const width = ends.length / 2;
  return Float32Array.from({ length: steps * width }, (_, at) => {
    const share = Math.floor(at / width) / (steps - 1);
    const column = at % width;
    return (1 - share) * (ends[column] as number) + share * (ends[width + column] as number);
  });
}
