import { at } from '../at.ts';
import { type Config, numberIn, wordIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { softplus } from '../softplus.ts';
import { coupling } from './coupling.ts';

/** x = z exp(s(r)) + t for the changed features; the network gives [shifts t | raw log-scales r]. */
export const affineCoupling: BijectorKind = (config, part) => {
  const s = logScaleIn(config);
  return coupling(config, part, {
    outputs: 2,
    forward(z, h) {
      const logScale = s(at(h, 1));
      return { value: z * Math.exp(logScale) + at(h, 0), logDerivative: logScale };
    },
    inverse(x, h) {
      const logScale = s(at(h, 1));
      return { value: (x - at(h, 0)) / Math.exp(logScale), logDerivative: -logScale };
    },
  });
};

/** s(r) = b tanh(r/b) (bounded), r (exp) or log σ(r + 2) = −softplus(−r − 2) (sigmoid). */
function logScaleIn(config: Config): (raw: number) => number {
  const mode = wordIn(config, 'logScale', ['bounded', 'exp', 'sigmoid']);
  if (mode === 'exp') return (raw) => raw;
  if (mode === 'sigmoid') return (raw) => -softplus(-raw - 2);
  const bound = numberIn(config, 'bound');
  return (raw) => bound * Math.tanh(raw / bound);
}
