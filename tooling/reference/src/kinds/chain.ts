import { at } from '../at.ts';
import type { ReferenceBijector, Result } from '../bijection.ts';
import { listIn, stringsIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';
import type { BijectorKind } from '../part.ts';

/** f = f_K ∘ ... ∘ f_1 for layers listed f_1 to f_K; the inverse undoes the last one first. */
export const chain: BijectorKind = (config, part) => {
  const configs = listIn(config, 'layers');
  const names = 'names' in config ? stringsIn(config, 'names') : configs.map((_, i) => String(i));
  const layers = configs.map((layer, i) => part.bijector(layer, at(names, i)));
  const backwards = layers.toReversed();
  return {
    size: sharedSize(layers),
    forward: (z, call) => run(layers, z, (layer, value) => layer.forward(value, call)),
    inverse: (x, call) => run(backwards, x, (layer, value) => layer.inverse(value, call)),
  };
};

function run(
  layers: readonly ReferenceBijector[],
  input: Float64Array,
  step: (layer: ReferenceBijector, value: Float64Array) => Result,
): Result {
  let result: Result = { value: input, logDet: 0, terms: 0 };
  for (const layer of layers) {
    const { value, logDet, terms } = step(layer, result.value);
    result = { value, logDet: result.logDet + logDet, terms: result.terms + terms };
  }
  return result;
}

function sharedSize(layers: readonly ReferenceBijector[]): number {
  const sizes = new Set(layers.map((layer) => layer.size));
  const [size] = sizes;
  if (size !== undefined && sizes.size === 1) return size;
  throw new InterpreterError(`chain: its layers do not share one size, got [${[...sizes]}].`);
}
