import type { Domain } from '../maps/plane-map.ts';

/** A monotone function to play with. */
export type LineMap = {
  readonly id: LineMapId;
  /** As a formula, in TeX; the reader's own has none. */
  readonly tex?: string;
  readonly f: (z: number) => number;
  readonly slope: (z: number) => number;
  /** What is shown of the x axis. */
  readonly x: Domain;
};

export type LineMapId = 'linear' | 'exponential' | 'bumps' | 'falling' | 'own';

export const lineMaps: readonly LineMap[] = [
  {
    id: 'bumps',
    tex: String.raw`f(\latent{z}) = 1.6 \tanh(2\latent{z}) + 0.35\,\latent{z}`,
    f: (z) => 1.6 * Math.tanh(2 * z) + 0.35 * z,
    slope: (z) => 3.2 / Math.cosh(2 * z) ** 2 + 0.35,
    x: [-3.2, 3.2],
  },
  {
    id: 'linear',
    tex: String.raw`f(\latent{z}) = 0.6\,\latent{z} + 1`,
    f: (z) => 0.6 * z + 1,
    slope: () => 0.6,
    x: [-3.2, 3.2],
  },
  {
    id: 'exponential',
    tex: String.raw`f(\latent{z}) = e^{0.7 \latent{z}}`,
    f: (z) => Math.exp(0.7 * z),
    slope: (z) => 0.7 * Math.exp(0.7 * z),
    x: [-0.4, 6],
  },
  {
    id: 'falling',
    tex: String.raw`f(\latent{z}) = -\latent{z} - 0.1\,\latent{z}^3`,
    f: (z) => -z - 0.1 * z ** 3,
    slope: (z) => -1 - 0.3 * z * z,
    x: [-4.4, 4.4],
  },
];
