import { type Config, configAt, type Json } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import { openParameters, type Parameters, type Tensors } from '../parameters.ts';
import { diagonalNormal } from './diagonal-normal.ts';
import { fullNormal } from './full-normal.ts';
import { logistic } from './logistic.ts';
import { normalMixture } from './normal-mixture.ts';
import { standardNormal } from './standard-normal.ts';
import { studentT } from './student-t.ts';
import { uniform } from './uniform.ts';

/** A density over D numbers; `logProb` is in nats. */
export type ReferenceBase = { readonly features: number; logProb(z: ArrayLike<number>): number };

/** A density's own mathematics: it may rely on a row of `features` numbers. */
export type BaseDensity = { readonly features: number; logProb(z: Float64Array): number };

/** Builds a base from its configuration and parameters. */
export type BaseKind = (config: Config, parameters: Parameters) => BaseDensity;

const baseKinds: Readonly<Record<string, BaseKind>> = {
  diagonalNormal,
  fullNormal,
  logistic,
  normalMixture,
  standardNormal,
  studentT,
  uniform,
};

/** The kinds that the interpreter knows. */
export const knownBases = Object.keys(baseKinds);

/**
 * A float64 interpreter of a base distribution's saved configuration.
 *
 * @throws InterpreterError where the kind is unknown or a parameter is missing, misshapen or left over
 */
export function referenceBase(json: Json, tensors: Tensors = new Map()): ReferenceBase {
  const config = configAt(json, 'base');
  const kind = Object.hasOwn(baseKinds, config.kind) ? baseKinds[config.kind] : undefined;
  if (kind === undefined) {
    throw new InterpreterError(
      `The reference knows no base of kind '${config.kind}', only ${knownBases.join(', ')}.`,
    );
  }
  const { root, unread } = openParameters(tensors);
  const { features, logProb } = kind(config, root);
  const left = unread();
  if (left.length > 0) throw new InterpreterError(`${config.kind} does not ask for ${left.join(', ')}.`);
  return {
    features,
    logProb(z) {
      if (z.length === features) return logProb(Float64Array.from(z));
      throw new InterpreterError(`${config.kind}: expected one row of ${features} numbers, got ${z.length}.`);
    },
  };
}
