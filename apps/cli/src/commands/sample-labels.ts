import { FlowError } from '@flow/backend';
import type { Flow, Labels } from '@flow/models';
import { UsageError } from '../usage-error.ts';

/**
 * The class of each sample: `--label 3` for all, `--labels 0,1,2` in turn until there are n.
 *
 * @returns undefined for a model without classes
 * @throws UsageError where both are given, FlowError where the model has no classes or not this one, or needs to know
 */
export function sampleLabels(
  { contextShape }: Flow,
  n: number,
  { label, labels }: { readonly label: number | undefined; readonly labels: readonly number[] | undefined },
): Labels | undefined {
  if (label !== undefined && labels !== undefined) throw new UsageError('give --label or --labels, not both');
  const wanted = labels ?? (label === undefined ? [] : [label]);
  if (contextShape === undefined) {
    if (wanted.length === 0) return undefined;
    throw refusal('The model has no classes: leave --label and --labels out.');
  }
  const [classes] = contextShape as [number];
  const last = classes - 1;
  if (wanted.length === 0) {
    throw refusal(
      `The model has ${classes} classes: say which with --label N or --labels N,N, 0 to ${last}.`,
    );
  }
  const unknown = wanted.find((index) => index >= classes);
  if (unknown !== undefined) {
    throw refusal(`The model has ${classes} classes, 0 to ${last}, and none of number ${unknown}.`);
  }
  return Array.from({ length: n }, (_, i) => wanted[i % wanted.length] as number);
}

function refusal(message: string): FlowError {
  return new FlowError('invalid-argument', { argument: '--label', message });
}
