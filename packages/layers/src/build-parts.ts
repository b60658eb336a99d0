import type { Json } from '@flow/backend';
import type { Bijector } from './bijector.ts';
import type { Conditioner } from './conditioner.ts';

/** Builds the parts of a layer from their saved configurations. */
export type BuildParts = {
  bijector(config: Json | undefined): Bijector;
  conditioner(config: Json | undefined): Conditioner;
};

/** Rebuilds a layer from its saved configuration. */
export type FromConfig<T, Config> = (config: Config, parts: BuildParts) => T;
