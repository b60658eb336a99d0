import type { BijectorKind } from '../part.ts';
import { elementwiseAffine } from './elementwise-affine.ts';

/** Once its parameters are there, actNorm is x = z ⊙ exp(s) + t (Kingma and Dhariwal 2018, section 3.1). */
export const actNorm: BijectorKind = (config, part) => elementwiseAffine(config, part);
