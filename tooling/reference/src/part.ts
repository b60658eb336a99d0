import type { Mathematics, ReferenceBijector, ReferenceConditioner } from './bijection.ts';
import type { Config, Json } from './config.ts';

/** What a kind is built from, beside its configuration. */
export type Part = {
  /** The float64 values of a parameter of this part. */
  parameter(name: string, shape: readonly number[]): Float64Array;
  /** A bijector inside this one, its parameters under `segment`. */
  bijector(config: Json | undefined, segment: string): ReferenceBijector;
  /** A conditioner inside this one, its parameters under `segment`. */
  conditioner(config: Json | undefined, segment: string): ReferenceConditioner;
};

export type BijectorKind = (config: Config, part: Part) => Mathematics;
export type ConditionerKind = (config: Config, part: Part) => ReferenceConditioner;
