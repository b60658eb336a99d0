import { at } from '../at.ts';
import { type Config, numberIn, wordIn } from '../config.ts';
import type { BijectorKind } from '../part.ts';
import { softplus } from '../softplus.ts';
import { coupling } from './coupling.ts';

/**
 * x = z exp(s(r)) + t for the changed features, or with the order shiftFirst x = (z + t) exp(s(r)); the network
 * gives [shifts t | raw log-scales r].
 */
export const affineCoupling: BijectorKind = (config, part) => {
  const s = logScaleIn(config);
  const isShiftFirst =
    config.order !== undefined && wordIn(config, 'order', ['scaleFirst', 'shiftFirst']) === 'shiftFirst';
  return coupling(config, part, {
    outputs: 2,
    forward(z, h) {
      const logScale = s(at(h, 1));
      const [factor, shift] = [Math.exp(logScale), at(h, 0)];
      return { value: isShiftFirst ? (z + shift) * factor : z * factor + shift, logDerivative: logScale };
    },
    inverse(x, h) {
      const logScale = s(at(h, 1));
      const [factor, shift] = [Math.exp(logScale), at(h, 0)];
      return { value: isShiftFirst ? x / factor - shift : (x - shift) / factor, logDerivative: -logScale };
    },
  });
};

/** s(r) = b tanh(r/b) (bounded), r (exp), log σ(r + 2) = −softplus(−r − 2) (sigmoid) or its negative. */
function logScaleIn(config: Config): (raw: number) => number {
  const mode = wordIn(config, 'logScale', ['bounded', 'exp', 'sigmoid', 'inverseSigmoid']);
  if (mode === 'exp') return (raw) => raw;
  if (mode === 'sigmoid') return (raw) => -softplus(-raw - 2);
  if (mode === 'inverseSigmoid') return (raw) => softplus(-raw - 2);
  const bound = numberIn(config, 'bound');
  return (raw) => bound * Math.tanh(raw / bound);
}
