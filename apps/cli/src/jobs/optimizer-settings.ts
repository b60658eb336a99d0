import { type AdamaxOptions, type AdamOptions, adam, adamax, type Optimizer } from '@flow/train';

/** An optimizer by name, plain enough for the report. */
export type OptimizerSettings =
  | ({ readonly kind: 'adam' } & AdamOptions)
  | ({ readonly kind: 'adamax' } & AdamaxOptions);

export function createOptimizer(settings: OptimizerSettings): Optimizer {
  return settings.kind === 'adamax' ? adamax(settings) : adam(settings);
}
