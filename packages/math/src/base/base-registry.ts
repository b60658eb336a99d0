import { FlowError, type Json } from '@flow/backend';
import type { BaseDistribution } from './base-distribution.ts';
import { diagonalNormalFromConfig } from './diagonal-normal.ts';
import { fullNormalFromConfig } from './full-normal.ts';
import { logisticFromConfig } from './logistic.ts';
import { normalMixtureFromConfig } from './normal-mixture.ts';
import { standardNormal } from './standard-normal.ts';
import { studentTFromConfig } from './student-t.ts';
import { uniformFromConfig } from './uniform.ts';

/** What a saved model says of its base distribution. */
export type BaseConfig = { readonly [key: string]: Json };
type FromConfig = (config: BaseConfig) => BaseDistribution;

const kinds = new Map<string, FromConfig>([
  ['standardNormal', (config) => standardNormal({ features: Number(config.features) })],
  ['diagonalNormal', diagonalNormalFromConfig],
  ['fullNormal', fullNormalFromConfig],
  ['normalMixture', normalMixtureFromConfig],
  ['uniform', uniformFromConfig],
  ['logistic', logisticFromConfig],
  ['studentT', studentTFromConfig],
]);

/**
 * Makes a kind of base distribution known to `baseFromConfig`, and so to saved models.
 *
 * `fromConfig` gets what `config()` returned. That holds no values of `parameters`: build them with
 * placeholders of the right shape, and the loader overwrites them.
 *
 * @param kind the registry name; `config().kind` of what `fromConfig` builds
 * @throws invalid-argument where the name is taken
 * @example
 * ```ts
 * registerBase('house', (config) => {
 *   const base = standardNormal({ features: Number(config.features) });
 *   return { ...base, kind: 'house', config: () => config };
 * });
 * baseFromConfig({ kind: 'house', features: 3 }).kind; // 'house'
 * ```
 */
export function registerBase(kind: string, fromConfig: FromConfig): void {
  if (kinds.has(kind)) {
    throw new FlowError('invalid-argument', {
      argument: 'kind',
      message: 'A base distribution of this name is registered already.',
      expected: 'a new name',
      received: kind,
    });
  }
  kinds.set(kind, fromConfig);
}

/**
 * Builds a base distribution from what its `config()` returned. `parameters` hold placeholders until a
 * loader writes the saved tensors over them.
 *
 * @throws unknown-kind where nothing is registered under `config.kind`
 * @example
 * ```ts
 * baseFromConfig({ kind: 'standardNormal', features: 3 }).features; // 3
 * ```
 */
export function baseFromConfig(config: BaseConfig): BaseDistribution {
  const fromConfig = kinds.get(String(config.kind));
  if (fromConfig !== undefined) return fromConfig(config);
  throw new FlowError('unknown-kind', {
    argument: 'config.kind',
    message: 'No base distribution of this name; registerBase() makes one known.',
    expected: [...kinds.keys()].join(', '),
    received: String(config.kind),
  });
}
