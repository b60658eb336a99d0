import { integrate, transformedDensity } from '@flow/math';
import type { Point } from '../../plane/plane-context.ts';
import type { Domain } from '../maps/plane-map.ts';
import type { LineMap } from './line-maps.ts';

/** The same probability seen from both sides. */
export type Transport = {
  readonly imageFrom: number;
  readonly imageTo: number;
  /** ∫ π dz over the interval. */
  readonly latentMass: number;
  /** ∫ p dx over its image. */
  readonly dataMass: number;
};

/** π, the standard normal density. */
export const latentDensity = (z: number): number => Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI);

/** p, the density of x = f(z). */
export function dataDensity({ f, slope }: Pick<LineMap, 'f' | 'slope'>): (x: number) => number {
  return transformedDensity({ density: latentDensity, f, derivative: slope });
}

/** Integrates π over an interval and p over the image of that interval. */
export function transport(map: Pick<LineMap, 'f' | 'slope'>, from: number, to: number): Transport {
  const [one, other] = [map.f(from), map.f(to)];
  const [imageFrom, imageTo] = [Math.min(one, other), Math.max(one, other)];
  return {
    imageFrom,
    imageTo,
    latentMass: mass(latentDensity, from, to),
    dataMass: mass(dataDensity(map), imageFrom, imageTo),
  };
}

function mass(density: (at: number) => number, from: number, to: number): number {
  return to > from ? integrate(density, from, to).value : 0;
}

/** A function as points over an interval. */
export function curveOf(f: (at: number) => number, [from, to]: Domain, count = 241): Point[] {
  return Array.from({ length: count }, (_, i) => {
    const at = from + ((to - from) * i) / (count - 1);
    return [at, f(at)];
  });
}
