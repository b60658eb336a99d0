import { numberIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import { locationScale } from './location-scale.ts';
import { logGamma } from './log-gamma.ts';
import type { BaseKind } from './reference-base.ts';

/** f(u) = Γ((ν+1)/2) / (√(νπ) Γ(ν/2)) (1 + u²/ν)^(−(ν+1)/2) with ν `degreesOfFreedom` (Student 1908). */
export const studentT: BaseKind = (config, parameters) => {
  const nu = numberIn(config, 'degreesOfFreedom');
  if (!(nu > 0)) throw new InterpreterError(`studentT: expected positive degrees of freedom, got ${nu}.`);
  const logConstant = logGamma((nu + 1) / 2) - logGamma(nu / 2) - Math.log(nu * Math.PI) / 2;
  return locationScale(
    config,
    parameters,
    'location',
    (u) => logConstant - ((nu + 1) / 2) * Math.log1p((u * u) / nu),
  );
};
