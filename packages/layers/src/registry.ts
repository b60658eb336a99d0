import { FlowError, type Json, withPlaceholders } from '@flow/backend';
import { actNormFromConfig } from './act-norm.ts';
import { batchNormFromConfig } from './batch-norm.ts';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { BuildParts, FromConfig } from './build-parts.ts';
import { chainFromConfig } from './chain.ts';
import type { Conditioner, ConditionerConfig } from './conditioner.ts';
import { contextAffineFromConfig } from './context-affine.ts';
import { additiveCouplingFromConfig, affineCouplingFromConfig } from './coupling.ts';
import { elementwiseAffineFromConfig } from './elementwise-affine.ts';
import { expFromConfig } from './exp.ts';
import { glowNetFromConfig } from './glow-net.ts';
import { invertFromConfig } from './invert.ts';
import { invertibleLinearFromConfig } from './invertible-linear.ts';
import { leakyReluFromConfig } from './leaky-relu.ts';
import { logitFromConfig } from './logit.ts';
import { mlpFromConfig } from './mlp.ts';
import { multiScaleFromConfig } from './multi-scale.ts';
import { permutationFromConfig } from './permutation.ts';
import { powerFromConfig } from './power.ts';
import { residualConvNetFromConfig } from './residual-conv-net.ts';
import { residualMlpFromConfig } from './residual-mlp.ts';
import { sigmoidFromConfig } from './sigmoid.ts';
import { softplusFromConfig } from './softplus.ts';
import { squeezeFromConfig } from './squeeze.ts';
import { standardiseFromConfig } from './standardise.ts';
import { tanhFromConfig } from './tanh.ts';
import { uniformDequantiseFromConfig } from './uniform-dequantise.ts';
import { variationalDequantiseFromConfig } from './variational-dequantise.ts';
import { zeroConvFromConfig } from './zero-conv.ts';

const bijectors = new Map<string, FromConfig<Bijector, BijectorConfig>>([
  ['actNorm', actNormFromConfig],
  ['additiveCoupling', additiveCouplingFromConfig],
  ['affineCoupling', affineCouplingFromConfig],
  ['chain', chainFromConfig],
  ['contextAffine', contextAffineFromConfig],
  ['elementwiseAffine', elementwiseAffineFromConfig],
  ['invert', invertFromConfig],
  ['invertibleLinear', invertibleLinearFromConfig],
  ['logit', logitFromConfig],
  ['multiScale', multiScaleFromConfig],
  ['permutation', permutationFromConfig],
  ['squeeze', squeezeFromConfig],
  ['standardise', standardiseFromConfig],
  ['sigmoid', sigmoidFromConfig],
  ['tanh', tanhFromConfig],
  ['softplus', softplusFromConfig],
  ['exp', expFromConfig],
  ['power', powerFromConfig],
  ['leakyRelu', leakyReluFromConfig],
  ['batchNorm', batchNormFromConfig],
  ['uniformDequantise', uniformDequantiseFromConfig],
  ['variationalDequantise', variationalDequantiseFromConfig],
]);

const conditioners = new Map<string, FromConfig<Conditioner, ConditionerConfig>>([
  ['mlp', mlpFromConfig],
  ['residualMlp', residualMlpFromConfig],
  ['glowNet', glowNetFromConfig],
  ['residualConvNet', residualConvNetFromConfig],
  ['zeroConv', zeroConvFromConfig],
]);

/**
 * Makes a kind of bijector loadable from saved models. `fromConfig` gets what the layer's `config()` gave, and
 * a way to build parts from their configurations; the parameters' values are filled in afterwards.
 *
 * @throws invalid-argument where the kind is taken
 * @example
 * ```ts
 * registerBijector('double', (config) => double(Number(config.features)));
 * ```
 */
export function registerBijector(kind: string, fromConfig: FromConfig<Bijector, BijectorConfig>): void {
  register(bijectors, kind, fromConfig);
}

/**
 * Makes a kind of conditioner loadable from saved models.
 *
 * @param fromConfig builds one from what its `config()` gave
 * @throws invalid-argument where the kind is taken
 * @example
 * ```ts
 * registerConditioner('net', (config) => mlp({ inputs: Number(config.inputs), outputs: 1, hidden: [4], rng: createRng(0) }));
 * ```
 */
export function registerConditioner(
  kind: string,
  fromConfig: FromConfig<Conditioner, ConditionerConfig>,
): void {
  register(conditioners, kind, fromConfig);
}

/**
 * Builds a bijector from what its `config()` gave. Its parameters are zeros, to be filled in.
 *
 * @returns a bijector of the shapes that the configuration says, [batch, ...dataShape]
 * @throws unknown-kind, invalid-file, invalid-argument
 * @example
 * ```ts
 * const config = actNorm({ features: 2 }).config();
 * bijectorFromConfig(config).kind; // 'actNorm'
 * ```
 */
export function bijectorFromConfig(config: Json | undefined): Bijector {
  return withPlaceholders(Infinity, () => build('bijector', bijectors, config));
}

/**
 * Builds a conditioner from what its `config()` gave. Its parameters are zeros, to be filled in.
 *
 * @returns a conditioner from [batch, ...inputShape] to [batch, ...outputShape]
 * @throws unknown-kind, invalid-file, invalid-argument
 * @example
 * ```ts
 * const net = mlp({ inputs: 2, outputs: 1, hidden: [4], rng: createRng(0) });
 * conditionerFromConfig(net.config()).kind; // 'mlp'
 * ```
 */
export function conditionerFromConfig(config: Json | undefined): Conditioner {
  return withPlaceholders(Infinity, () => build('conditioner', conditioners, config));
}

const parts: BuildParts = { bijector: bijectorFromConfig, conditioner: conditionerFromConfig };

function register<T>(registry: Map<string, T>, kind: string, fromConfig: T): void {
  if (registry.has(kind)) {
    throw new FlowError('invalid-argument', {
      argument: 'kind',
      message: 'This kind is registered already; saved models name a layer by it, so choose another.',
      received: kind,
    });
  }
  registry.set(kind, fromConfig);
}

type Config = { readonly kind: string; readonly [key: string]: Json };

function build<T>(what: string, registry: Map<string, FromConfig<T, Config>>, config: Json | undefined): T {
  const kind = isConfig(config) ? config.kind : undefined;
  const fromConfig = kind === undefined ? undefined : registry.get(kind);
  if (fromConfig === undefined) {
    throw new FlowError('unknown-kind', {
      argument: 'kind',
      message: `No ${what} of this kind is registered; a kind of your own is registered before a model is loaded.`,
      expected: [...registry.keys()].join(', '),
      received: JSON.stringify(kind ?? config) ?? 'nothing',
    });
  }
  return fromConfig(config as Config, parts);
}

function isConfig(config: Json | undefined): config is Config {
  return typeof config === 'object' && config !== null && 'kind' in config && typeof config.kind === 'string';
}

/** The kinds of bijectors that can be loaded, those of users included. */
export function registeredKinds(): string[] {
  return [...bijectors.keys()];
}

/** The kinds of conditioners that can be loaded, those of users included. */
export function registeredConditioners(): string[] {
  return [...conditioners.keys()];
}
