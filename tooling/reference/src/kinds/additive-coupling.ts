import { at } from '../at.ts';
import type { BijectorKind } from '../part.ts';
import { coupling } from './coupling.ts';

/** x = z + t for the changed features (Dinh et al. 2014, arXiv 1410.8516, eq. 5); |det J| = 1. */
export const additiveCoupling: BijectorKind = (config, part) =>
  coupling(config, part, {
    outputs: 1,
    forward: (z, h) => ({ value: z + at(h, 0), logDerivative: 0 }),
    inverse: (x, h) => ({ value: x - at(h, 0), logDerivative: 0 }),
  });
