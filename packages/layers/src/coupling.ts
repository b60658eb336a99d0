import {
  type CouplingOrder,
  type CouplingScale,
  createColumns,
  FlowError,
  gatherColumns,
  type Json,
  prefixParameters,
} from '@flow/backend';
import type { Bijector, BijectorConfig } from './bijector.ts';
import type { BuildParts, FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerSizes } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { type CouplingLayer, couplingPullback, runCoupling } from './coupling-pass.ts';
import { rebuildCoupling } from './coupling-rebuild.ts';
import { defineBijector } from './define-bijector.ts';
import { type FeatureShape, featureSpaceOf, readFeatureShape } from './feature-space.ts';
import { within } from './layer-path.ts';
import { type Mask, sideSizes, sidesOf } from './mask.ts';
import { checkBetween, checkWord } from './shape.ts';

const LOG_SCALES = ['bounded', 'exp', 'sigmoid', 'inverseSigmoid'] as const;
const ORDERS = ['scaleFirst', 'shiftFirst'] as const satisfies readonly CouplingOrder[];

/**
 * How a conditioner's raw output r becomes the log-scale s of a coupling:
 * `bounded` s = b·tanh(r/b), smooth and within ±b (the default, b = 2); `exp` s = r (RealNVP, Dinh et al. 2017,
 * eq. 5); `sigmoid` s = log σ(r + 2), so that x shrinks; `inverseSigmoid` s = −log σ(r + 2), so that z does: the
 * code released with Glow (Kingma and Dhariwal 2018; openai/glow, model.py, revnet2d_step) takes x to
 * z = (x + t')·σ(r + 2), which is this with t = −t'.
 */
export type LogScale = (typeof LOG_SCALES)[number];

/** 2 features or more; of a picture they are its channels, and each position is split alike. */
export type AdditiveCouplingOptions = FeatureShape & {
  /** The features that pass unchanged. */
  readonly mask: Mask;
  /** Makes the network; it is owned, saved and disposed by the coupling. */
  readonly conditioner: (sizes: ConditionerSizes) => Conditioner;
};

export type AffineCouplingOptions = AdditiveCouplingOptions & {
  readonly logScale?: LogScale;
  /** The largest |log-scale| of `bounded`. */
  readonly bound?: number;
  /**
   * `scaleFirst` (the default) is x_b = z_b ⊙ exp(s) + t; `shiftFirst` is x_b = (z_b + t) ⊙ exp(s), whose way back
   * scales before it shifts (Kingma and Dhariwal 2018, table 1, with s and t of the other sign).
   */
  readonly order?: CouplingOrder;
};

/**
 * Affine coupling: with z = (z_a, z_b) split by the mask and (t, r) = net(z_a),
 *
 *   x_a = z_a,  x_b = z_b ⊙ exp(s(r)) + t,  log|det J_f| = Σ s(r).
 *
 * The Jacobian is triangular whatever the network, and the inverse needs no inverse of it.
 * The network's output is [shift t | raw log-scale r]. Of a picture the channels are split, and the sum is over
 * all positions. Source: Dinh et al. 2017 (arXiv 1605.08803), eqs. 4-8.
 *
 * @returns a bijector on [batch, features] or [batch, ...shape]
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
  logScale = 'bounded',
  bound = 2,
  order = 'scaleFirst',
  ...options
}: AffineCouplingOptions): Bijector {
  checkWord('logScale', logScale, LOG_SCALES);
  checkWord('order', order, ORDERS);
  checkBetween('bound', bound, 0, 80);
  const scale: CouplingScale = logScale === 'bounded' ? { kind: 'bounded', bound } : { kind: logScale };
  // The default is not written: models saved before there was a choice keep their bytes.
  const settings = { logScale, bound, ...(order !== 'scaleFirst' && { order }) };
  return coupling('affineCoupling', options, { scale, order }, settings);
}

/**
 * Additive coupling: x_a = z_a, x_b = z_b + net(z_a); volume-preserving, log|det J| = 0.
 * Source: Dinh et al. 2014 (NICE, arXiv 1410.8516), section 3.2.
 *
 * @returns a bijector on [batch, features] or [batch, ...shape]
 * @throws invalid-argument, shape-mismatch
 */
export function additiveCoupling(options: AdditiveCouplingOptions): Bijector {
  return coupling('additiveCoupling', options, { scale: { kind: 'additive' }, order: 'scaleFirst' }, {});
}

function coupling(
  kind: string,
  { mask, conditioner, ...of }: AdditiveCouplingOptions,
  { scale, order }: { readonly scale: CouplingScale; readonly order: CouplingOrder },
  settings: { readonly [key: string]: Json },
): Bijector {
  const { features, shape, space, config } = featureSpaceOf(of);
  const sides = sideSizes(mask, features);
  const perFeature = scale.kind === 'additive' ? 1 : 2;
  const sizes = { inputs: sides.identity, outputs: perFeature * sides.transformed, space };
  // Before the sides are listed: a network of this size has been paid for by the file that it is loaded from.
  const net = conditioner(sizes);
  checkConditioner(net, sizes);
  const { identity, transformed } = sidesOf(mask, features);
  const layer: CouplingLayer = {
    net,
    scale,
    order,
    identity: createColumns(identity, features),
    transformed: createColumns(transformed, features),
  };
  return defineBijector({
    kind,
    dataShape: shape,
    contextShape: net.contextShape,
    parameters: prefixParameters('conditioner', net.parameters),
    forward: (z, call) => runCoupling(layer, 'forward', z, call),
    inverse: (x, call) => runCoupling(layer, 'inverse', x, call),
    initialize(x, call) {
      within('conditioner', () => net.initialize?.(gatherColumns(x, layer.identity), call));
      return runCoupling(layer, 'inverse', x, call);
    },
    forwardPullback: (z, call) => couplingPullback(layer, 'forward', z, call),
    inversePullback: (x, call) => couplingPullback(layer, 'inverse', x, call),
    pullbackFromOutput: (z, dValue, dLogDet, call) => rebuildCoupling(layer, z, { dValue, dLogDet }, call),
    config: () => ({
      ...config,
      mask: typeof mask === 'string' ? mask : [...mask],
      ...settings,
      conditioner: net.config(),
    }),
    dispose: () => net.dispose(),
  });
}

function checkConditioner(net: Conditioner, { inputs, outputs, space }: ConditionerSizes): void {
  const [from, to] = [[...space, inputs].join(), [...space, outputs].join()];
  if (net.inputShape.join() === from && net.outputShape.join() === to) return;
  throw new FlowError('shape-mismatch', {
    argument: 'conditioner',
    message:
      'The conditioner does not fit this coupling: build it from the sizes that it is given' +
      (space.length === 0 ? '.' : ', for pictures as glowNet({ ...sizes, hidden, rng }).'),
    expected: `[${from}] -> [${to}]`,
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
    ...(read.has('order') && { order: checkWord('order', read.string('order'), ORDERS) }),
  });
};

function sharedOptions(config: BijectorConfig, parts: BuildParts): AdditiveCouplingOptions {
  const read = readConfig(config);
  const mask = read.json('mask');
  return {
    ...readFeatureShape(read),
    mask: typeof mask === 'string' ? (mask as Mask) : read.booleans('mask'),
    conditioner: () => within('conditioner', () => parts.conditioner(read.json('conditioner'))),
  };
}
