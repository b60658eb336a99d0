import { FlowError } from '@flow/backend';

/**
 * How to go from one latent to another. `linear`: (1 − t)·a + t·b, which comes nearer to 0 on its way than latents
 * of many dimensions lie. `spherical`: (sin((1 − t)ω)·a + sin(tω)·b) / sin ω with ω the angle between a and b, which
 * keeps their distance from 0 (Shoemake 1985, "Animating rotation with quaternion curves").
 */
export type InterpolationPath = 'linear' | 'spherical';

/** Below this sine of their angle two latents lie on one line through 0, and spherical is linear. */
const PARALLEL = 1e-6;

/**
 * Points on the way between two rows, both ends included.
 *
 * @param ends two rows, one after the other
 * @returns `steps` rows, one after the other
 * @throws invalid-argument
 */
export function interpolateRows(
  ends: Float32Array,
  steps: number,
  path: InterpolationPath = 'linear',
): Float32Array {
  checkSteps(steps);
  const width = ends.length / 2;
  const weightsAt = path === 'spherical' ? sphericalWeights(ends) : linearWeights;
  const weights = Array.from({ length: steps }, (_, step) => weightsAt(step / (steps - 1)));
  return Float32Array.from({ length: steps * width }, (_, at) => {
    const [ofFirst, ofSecond] = weights[Math.floor(at / width)] as Weights;
    const column = at % width;
    return ofFirst * (ends[column] as number) + ofSecond * (ends[width + column] as number);
  });
}

type Weights = readonly [ofFirst: number, ofSecond: number];

const linearWeights = (share: number): Weights => [1 - share, share];

function sphericalWeights(ends: Float32Array): (share: number) => Weights {
  const width = ends.length / 2;
  const dot = (from: number, to: number) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (ends[from + i] as number) * (ends[to + i] as number);
    return sum;
  };
  const cosine = dot(0, width) / Math.sqrt(dot(0, 0) * dot(width, width));
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)));
  // NaN, where an end is 0 and has no direction, is not larger either.
  if (!(Math.sin(angle) > PARALLEL)) return linearWeights;
  return (share) => [
    Math.sin((1 - share) * angle) / Math.sin(angle),
    Math.sin(share * angle) / Math.sin(angle),
  ];
}

/** @throws invalid-argument */
function checkSteps(steps: number): void {
  if (Number.isSafeInteger(steps) && steps >= 2) return;
  throw new FlowError('invalid-argument', {
    argument: 'steps',
    message: 'An interpolation has two ends.',
    expected: 'a whole number, 2 or more',
    received: String(steps),
  });
}

/** @throws invalid-argument */
export function checkPath(path: string): InterpolationPath {
  if (path === 'linear' || path === 'spherical') return path;
  throw new FlowError('invalid-argument', {
    argument: 'path',
    message: 'There is no such way between two latents.',
    expected: "'linear' or 'spherical'",
    received: JSON.stringify(path) ?? String(path),
  });
}
