import type { Parameter } from '@flow/backend';
import type { Flow } from '@flow/models';

const trainedOf = new WeakMap<readonly Parameter[], readonly Parameter[]>();

/** Trained parameters, each variable once; listed once for a flow, not at each step. */
export function trainedParameters({ parameters }: Pick<Flow, 'parameters'>): readonly Parameter[] {
  const known = trainedOf.get(parameters);
  if (known) return known;
  const byVariable = new Map(parameters.filter((p) => p.trainable).map((p) => [p.variable, p]));
  const trained = [...byVariable.values()];
  trainedOf.set(parameters, trained);
  return trained;
}
