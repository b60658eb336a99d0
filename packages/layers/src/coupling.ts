import { FlowError, type Json, prefixParameters } from '@flow/backend';
import { add, concat, exp, fill, mul, neg, slice, sub, sum, type Tensor } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Call, WithLogDet } from './bijector.ts';
import type { BuildParts, FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerSizes } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { within } from './layer-path.ts';
import { LOG_SCALES, type LogScale, logScaleOf } from './log-scale.ts';
import { type Mask, sidesOf } from './mask.ts';
import { inversePermutation, permuteColumns } from './permute-columns.ts';
import { checkBetween, checkWord } from './shape.ts';

export type AdditiveCouplingOptions = {
  /** Number of features, 2 or more. */
  readonly features: number;
  /** The features that pass unchanged. */
  readonly mask: Mask;
  /** Makes the network; it is owned, saved and disposed by the coupling. */
  readonly conditioner: (sizes: ConditionerSizes) => Conditioner;
};

export type AffineCouplingOptions = AdditiveCouplingOptions & {
  readonly logScale?: LogScale;
  /** The largest |log-scale| of `bounded`. */
  readonly bound?: number;
};

/**
 * Affine coupling: with z = (z_a, z_b) split by the mask and (t, r) = net(z_a),
 *
 *   x_a = z_a,  x_b = z_b ⊙ exp(s(r)) + t,  log|det J_f| = Σ s(r).
 *
 * The Jacobian is triangular whatever the network, and the inverse needs no inverse of it.
 * The network's output is [shift t | raw log-scale r]. Source: Dinh et al. 2017 (arXiv 1605.08803), eqs. 7-8.
 *
 * @returns a bijector on [batch, features]
 * @throws invalid-argument, shape-mismatch
 * @example
 * ```ts
 * const rng = createRng(0);
 * const layer = affineCoupling({
 *   features: 4,
 *   mask: 'even',
 *   conditioner: (sizes) => mlp({ ...sizes, hidden: [64, 64], rng }),
 * });
 * ```
 */
export function affineCoupling({
  features,
  mask,
  conditioner,
  logScale = 'bounded',
  bound = 2,
}: AffineCouplingOptions): Bijector {
  checkWord('logScale', logScale, LOG_SCALES);
  checkBetween('bound', bound, 0, Number.MAX_VALUE);
  const transform: Transform = {
    outputsPerFeature: 2,
    forward(z, h) {
      const [shift, raw] = halves(h);
      const s = logScaleOf(raw, logScale, bound);
      return { value: add(mul(z, exp(s)), shift), logDet: sum(s, 1) };
    },
    inverse(x, h) {
      const [shift, raw] = halves(h);
      const s = logScaleOf(raw, logScale, bound);
      return { value: mul(sub(x, shift), exp(neg(s))), logDet: neg(sum(s, 1)) };
    },
  };
  return coupling('affineCoupling', { features, mask, conditioner }, transform, { logScale, bound });
}

/**
 * Additive coupling: x_a = z_a, x_b = z_b + net(z_a); volume-preserving, log|det J| = 0.
 * Source: Dinh et al. 2014 (NICE, arXiv 1410.8516), eq. 5.
 *
 * @returns a bijector on [batch, features]
 * @throws invalid-argument, shape-mismatch
 */
export function additiveCoupling(options: AdditiveCouplingOptions): Bijector {
  const zero = (x: Tensor) => fill([x.shape[0] as number], 0);
  const transform: Transform = {
    outputsPerFeature: 1,
    forward: (z, h) => ({ value: add(z, h), logDet: zero(z) }),
    inverse: (x, h) => ({ value: sub(x, h), logDet: zero(x) }),
  };
  return coupling('additiveCoupling', options, transform, {});
}

/** What a coupling does to the features that change, given the network's output for the others. */
type Transform = {
  readonly outputsPerFeature: number;
  forward(z: Tensor, h: Tensor): WithLogDet;
  inverse(x: Tensor, h: Tensor): WithLogDet;
};

function coupling(
  kind: string,
  { features, mask, conditioner }: AdditiveCouplingOptions,
  transform: Transform,
  settings: { readonly [key: string]: Json },
): Bijector {
  const { identity, transformed } = sidesOf(mask, features);
  const order = [...identity, ...transformed];
  const back = inversePermutation(order);
  const sizes = { inputs: identity.length, outputs: transform.outputsPerFeature * transformed.length };
  const net = conditioner(sizes);
  checkConditioner(net, sizes);
  const run = (direction: 'forward' | 'inverse', input: Tensor, call: Call): WithLogDet => {
    const [kept, changing] = split(permuteColumns(input, order, back), identity.length);
    const h = within('conditioner', () => net.apply(kept, call));
    const { value, logDet } = transform[direction](changing, h);
    return { value: permuteColumns(concat([kept, value], 1), back, order), logDet };
  };
  return defineBijector({
    kind,
    dataShape: [features],
    contextShape: net.contextShape,
    parameters: prefixParameters('conditioner', net.parameters),
    forward: (z, call) => run('forward', z, call),
    inverse: (x, call) => run('inverse', x, call),
    initialize(x, call) {
      const [kept] = split(permuteColumns(x, order, back), identity.length);
      within('conditioner', () => net.initialize?.(kept, call));
      return run('inverse', x, call);
    },
    config: () => ({
      features,
      mask: typeof mask === 'string' ? mask : [...mask],
      ...settings,
      conditioner: net.config(),
    }),
    dispose: () => net.dispose(),
  });
}

function split(x: Tensor, first: number): [Tensor, Tensor] {
  return [slice(x, [0, 0], [-1, first]), slice(x, [0, first], [-1, -1])];
}

function halves(h: Tensor): [Tensor, Tensor] {
  return split(h, (h.shape[1] as number) / 2);
}

function checkConditioner(net: Conditioner, { inputs, outputs }: ConditionerSizes): void {
  if (net.inputShape.join() === `${inputs}` && net.outputShape.join() === `${outputs}`) return;
  throw new FlowError('shape-mismatch', {
    argument: 'conditioner',
    message: 'The conditioner does not fit this coupling: build it from the sizes that it is given.',
    expected: `[${inputs}] -> [${outputs}]`,
    received: `[${net.inputShape}] -> [${net.outputShape}]`,
  });
}

export const additiveCouplingFromConfig: FromConfig<Bijector, BijectorConfig> = (config, parts) =>
  additiveCoupling(sharedOptions(config, parts));

export const affineCouplingFromConfig: FromConfig<Bijector, BijectorConfig> = (config, parts) => {
  const read = readConfig(config);
  return affineCoupling({
    ...sharedOptions(config, parts),
    logScale: checkWord('logScale', read.string('logScale'), LOG_SCALES),
    bound: read.number('bound'),
  });
};

function sharedOptions(config: BijectorConfig, parts: BuildParts): AdditiveCouplingOptions {
  const read = readConfig(config);
  const mask = read.json('mask');
  return {
    features: read.number('features'),
    mask: typeof mask === 'string' ? (mask as Mask) : read.booleans('mask'),
    conditioner: () => within('conditioner', () => parts.conditioner(read.json('conditioner'))),
  };
}
