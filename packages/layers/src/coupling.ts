import {
  type CouplingOrder,
  type CouplingScale,
  createColumns,
  FlowError,
  gatherColumns,
  type Json,
  prefixParameters,
} from '@flow/backend';
import type { Bijector, BijectorConfig, Call } from './bijector.ts';
import type { BuildParts, FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerSizes } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { type CouplingLayer, couplingPullback, runCoupling } from './coupling-pass.ts';
import { rebuildCoupling } from './coupling-rebuild.ts';
import { defineBijector } from './define-bijector.ts';
import { type FeatureShape, type FeatureSpace, featureSpaceOf, readFeatureShape } from './feature-space.ts';
import { flattenedPasses, type Passes, rowsOf } from './flattened-passes.ts';
import { within } from './layer-path.ts';
import { type Mask, sideSizes, sidesOf } from './mask.ts';
import { pixelConditioner } from './pixel-conditioner.ts';
import { isPixelMask, type PixelMask, pixelSides } from './pixel-mask.ts';
import { checkBetween, checkWord, sizeOf } from './shape.ts';

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

/** 2 features or more; of a picture they are its channels, and each position is split alike, or its pixels. */
export type AdditiveCouplingOptions = FeatureShape & {
  /**
   * The features that pass unchanged; or, of a picture, the pixels (`evenPixels`, `oddPixels`: a checkerboard). A
   * checkerboard's network sees the picture with zeros where it will change, and the mask as one more channel; its
   * output is a picture too, of which the pixels that change are read.
   */
  readonly mask: Mask | PixelMask;
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
 * The network's output is [shift t | raw log-scale r]. Of a picture the channels are split (or its
 * pixels, by a checkerboard), and the sum is over all positions. Source: Dinh et al. 2017 (arXiv 1605.08803), eqs. 4-8.
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
 * @example
 * ```ts
 * const rng = createRng(0);
 * const layer = additiveCoupling({
 *   features: 4,
 *   mask: 'even',
 *   conditioner: (sizes) => mlp({ ...sizes, hidden: [16], rng }),
 * });
 * layer.forward(ones([3, 4])).logDet.arraySync(); // [0, 0, 0]
 * ```
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
  const data = featureSpaceOf(of);
  const { shape } = data;
  const blocks = scale.kind === 'additive' ? 1 : 2;
  const layer: CouplingLayer = {
    ...(isPixelMask(mask)
      ? pixelLayer(mask, data, blocks, conditioner)
      : featureLayer(mask, data, blocks, conditioner)),
    scale,
    order,
  };
  const { net } = layer;
  const rowIndependent = net.rowIndependent ?? true;
  const plain = passesOf(layer, rowIndependent);
  const passes = isPixelMask(mask) ? flattenedPasses(plain, shape) : plain;
  return defineBijector({
    kind,
    dataShape: shape,
    contextShape: net.contextShape,
    // Rebuilding would run the network a second time on a batch that has moved its statistics.
    recomputable: rowIndependent,
    rowIndependent,
    parameters: prefixParameters('conditioner', net.parameters),
    ...passes,
    initialize(x, call) {
      const own = isPixelMask(mask) ? rowsOf(x) : x;
      within('conditioner', () => layer.net.initialize?.(gatherColumns(own, layer.identity), call));
      return passes.inverse(x, call);
    },
    config: () => ({
      ...data.config,
      mask: typeof mask === 'string' ? mask : [...mask],
      ...settings,
      conditioner: net.config(),
    }),
    dispose: () => net.dispose(),
  });
}

/** Sampling is no training step: a network that looks at its batch then uses what it remembers. */
function passesOf(layer: CouplingLayer, rowIndependent: boolean): Passes {
  const sampling = (call: Call) => (rowIndependent ? call : { ...call, training: false });
  return {
    forward: (z, call) => runCoupling(layer, 'forward', z, sampling(call)),
    inverse: (x, call) => runCoupling(layer, 'inverse', x, call),
    forwardPullback: (z, call) => couplingPullback(layer, 'forward', z, sampling(call)),
    inversePullback: (x, call) => couplingPullback(layer, 'inverse', x, call),
    pullbackFromOutput: (z, dValue, dLogDet, call) => rebuildCoupling(layer, z, { dValue, dLogDet }, call),
  };
}

/** The sides of a coupling with the network between them. */
type Sides = Pick<CouplingLayer, 'net' | 'identity' | 'transformed'>;

type MakeConditioner = AdditiveCouplingOptions['conditioner'];

function featureLayer(
  mask: Mask,
  { features, space }: FeatureSpace,
  blocks: number,
  conditioner: MakeConditioner,
): Sides {
  const counts = sideSizes(mask, features);
  // Before the sides are listed: a network of this size has been paid for by the file that it is loaded from.
  const net = checked(conditioner, { inputs: counts.identity, outputs: blocks * counts.transformed, space });
  const { identity, transformed } = sidesOf(mask, features);
  return {
    net,
    identity: createColumns(identity, features),
    transformed: createColumns(transformed, features),
  };
}

/** All numbers of a picture are the features. */
function pixelLayer(
  mask: PixelMask,
  { shape, features, space }: FeatureSpace,
  blocks: number,
  conditioner: MakeConditioner,
): Sides {
  const pixels = pixelSides(mask, shape);
  const net = checked(conditioner, { inputs: features + 1, outputs: blocks * features, space });
  const columns = (side: readonly number[]) =>
    createColumns(
      side.flatMap((pixel) => Array.from({ length: features }, (_, channel) => pixel * features + channel)),
      sizeOf(shape),
    );
  return {
    net: pixelConditioner(net, pixels),
    identity: columns(pixels.identity),
    transformed: columns(pixels.transformed),
  };
}

function checked(conditioner: MakeConditioner, sizes: ConditionerSizes): Conditioner {
  const net = conditioner(sizes);
  checkConditioner(net, sizes);
  return net;
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
    mask: typeof mask === 'string' ? (mask as Mask | PixelMask) : read.booleans('mask'),
    conditioner: () => within('conditioner', () => parts.conditioner(read.json('conditioner'))),
  };
}
