import { FlowError, type Json, prefixParameters } from '@flow/backend';
import type { Bijector, BijectorConfig, NamedLayer } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import type { Conditioner, ConditionerSizes } from './conditioner.ts';
import { readConfig } from './config-reader.ts';
import { contextAffine } from './context-affine.ts';
import { affineCoupling } from './coupling.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { layOut } from './latent-layout.ts';
import { within } from './layer-path.ts';
import { fromLatent, type MultiScaleParts, pullbackOfParts, runParts, toLatent } from './multi-scale-pass.ts';
import { rebuildParts } from './multi-scale-rebuild.ts';
import { recomputeParts } from './multi-scale-recompute.ts';
import { checkSize, checkWord, type Shape, sizeOf } from './shape.ts';
import { sharedContext } from './shared-context.ts';
import { turnedPart } from './turned.ts';
import { zeroConv } from './zero-conv.ts';

const TOPS = ['plain', 'learned', 'classes'] as const;

export type MultiScaleOptions = {
  /**
   * The coarsest first, as `forward` applies them. The latent side of each but the coarsest has the space of the
   * coarser one's data and more features: [what the coarser one made | what leaves].
   */
  readonly levels: readonly Bijector[];
  /**
   * What normalises the features that leave: nothing (`plain`), a 3x3 convolution of those that stay (`learned`, Glow's
   * split prior), or a network of your own that gives [mean | log-scale].
   */
  readonly split?: 'plain' | 'learned' | ((sizes: ConditionerSizes) => Conditioner);
  /**
   * The prior of the coarsest level: standard normal (`plain`), with a mean and a log-scale of each dimension
   * (`learned`), or with those of the class that a one-hot context names (`classes`).
   */
  readonly top?: (typeof TOPS)[number];
  /** How many classes there are, for `top: 'classes'`. */
  readonly classes?: number;
};

/**
 * A flow of several scales: f⁻¹ runs the finest level, lets a part of its features leave, runs the next level on those
 * that stay, and so on; the latent is all that left, flat, the coarsest level first (`latentLayout` says what is where).
 *
 * What leaves is normalised by what stays, y_leave = mean(y_stay) + exp(s(y_stay)) ⊙ z, and so is the coarsest level by
 * `top`: learned priors are maps here, so that the latent is standard normal in every case. log|det J| is the sum over
 * all parts. The levels are owned and disposed.
 *
 * Source: Dinh et al. 2017 (arXiv 1605.08803), section 3.6; the priors are those of the code released with Kingma and
 * Dhariwal 2018 (arXiv 1807.03039), `split2d_prior` and `prior`.
 *
 * @returns a bijector from [batch, D] (latent) to the data of the finest level
 * @throws invalid-argument, shape-mismatch
 * @example
 * ```ts
 * const bijector = multiScale({
 *   levels: [
 *     chain([actNorm({ shape: [1, 1, 8] }), squeeze({ shape: [2, 2, 2] })]),
 *     chain([actNorm({ shape: [2, 2, 4] }), squeeze({ shape: [4, 4, 1] })]),
 *   ],
 * });
 * bijector.latentLayout?.map(({ shape }) => shape.join('x')); // ['1x1x8', '2x2x2']
 * ```
 */
export function multiScale({
  levels,
  split = 'learned',
  top = 'learned',
  classes,
}: MultiScaleOptions): Bijector {
  checkLevels(levels);
  checkTop(top, classes);
  const latentShapes = slicesOf(levels);
  const splits = levels.slice(1).map((level, k) => {
    const leave = latentShapes[k + 1] as Shape;
    return within(`splits.${k}`, () => splitLayer(split, level.latentShape, lastOf(leave)));
  });
  const size = sizeOf(latentShapes[0] as Shape);
  return build(
    levels,
    splits,
    within('top', () => topLayer(top, size, classes)),
  );
}

export const multiScaleFromConfig: FromConfig<Bijector, BijectorConfig> = (config, parts) => {
  const read = readConfig(config);
  const levels = read.list('levels').map((level, k) => within(`levels.${k}`, () => parts.bijector(level)));
  const splits = read
    .list('splits')
    .map((split, k) => (split === null ? undefined : within(`splits.${k}`, () => parts.bijector(split))));
  const top = read.json('top') ?? null;
  checkLevels(levels);
  checkSavedShapes(read.list('latentShapes'), levels);
  return build(levels, splits, top === null ? undefined : within('top', () => parts.bijector(top)));
};

function build(
  levels: readonly Bijector[],
  splits: readonly (Bijector | undefined)[],
  top: Bijector | undefined,
): Bijector {
  const latentShapes = slicesOf(levels);
  checkParts(levels, splits, top, sizeOf(latentShapes[0] as Shape));
  const layout = layOut(latentShapes);
  const named = (path: string) => (layer: Bijector | undefined, k: number) =>
    layer && { segment: `${path}.${k}`, layer };
  const parts: MultiScaleParts = {
    top: top && { segment: 'top', layer: top },
    levels: levels.map((layer, k) => ({ segment: `levels.${k}`, layer })),
    splits: splits.map(named('splits')),
    layout,
  };
  let turnedOnce: MultiScaleParts | undefined;
  const ofTurned = () => {
    turnedOnce ??= turnedOver(parts);
    return turnedOnce;
  };
  const all = [...parts.levels, ...parts.splits, parts.top].filter((part): part is NamedLayer => !!part);
  const layers = all.map(({ layer }) => layer);
  return defineBijector({
    kind: 'multiScale',
    latentShape: [layout.reduce((total, { size }) => total + size, 0)],
    dataShape: (levels[levels.length - 1] as Bijector).dataShape,
    contextShape: sharedContext('multiScale', layers),
    latentLayout: layout,
    parts: [parts.top, ...parts.levels.flatMap((level, k) => [level, parts.splits[k]])].filter(
      (part) => !!part,
    ),
    parameters: all.flatMap(({ layer, segment }) => prefixParameters(segment, layer.parameters)),
    recomputable: layers.every((layer) => layer.recomputable),
    rowIndependent: layers.every((layer) => layer.rowIndependent),
    forward: (z, call) => runParts(fromLatent, parts, z, ({ layer }, value) => layer.forward(value, call)),
    inverse: (x, call) => runParts(toLatent, parts, x, ({ layer }, value) => layer.inverse(value, call)),
    initialize: (x, call) =>
      runParts(toLatent, parts, x, ({ layer }, value) => layer.initialize(value, call)),
    forwardPullback: (z, call) =>
      call.memory === 'recompute'
        ? recomputeParts([fromLatent, toLatent], ofTurned(), z, call)
        : pullbackOfParts([fromLatent, toLatent], parts, z, (layer, value) =>
            layer.forwardPullback(value, call),
          ),
    inversePullback: (x, call) =>
      call.memory === 'recompute'
        ? recomputeParts([toLatent, fromLatent], parts, x, call)
        : pullbackOfParts([toLatent, fromLatent], parts, x, (layer, value) =>
            layer.inversePullback(value, call),
          ),
    pullbackFromOutput: (z, dValue, dLogDet, call) =>
      rebuildParts(fromLatent, parts, z, dValue, ({ layer }, value, d) =>
        layer.pullbackFromOutput(value, d, dLogDet, call),
      ),
    config: () => ({
      levels: levels.map((level) => level.config()),
      latentShapes: levels.map(({ latentShape }) => [...latentShape]),
      splits: splits.map((split) => split?.config() ?? null),
      top: top?.config() ?? null,
    }),
    dispose: () => layers.forEach((layer) => void layer.dispose()),
  });
}

/** The same parts with their directions exchanged, at their places. */
function turnedOver({ top, levels, splits, layout }: MultiScaleParts): MultiScaleParts {
  return {
    top: top && turnedPart(top),
    levels: levels.map(turnedPart),
    splits: splits.map((split) => split && turnedPart(split)),
    layout,
  };
}

/** An affine coupling: the features that stay steer those that leave. */
function splitLayer(
  split: NonNullable<MultiScaleOptions['split']>,
  shape: Shape,
  leave: number,
): Bijector | undefined {
  if (split === 'plain') return undefined;
  const conditioner = typeof split === 'function' ? split : zeroConv;
  if (typeof split !== 'function') checkWord('split', split, ['plain', 'learned']);
  const stay = lastOf(shape) - leave;
  const mask = stay === leave ? 'firstHalf' : Array.from({ length: stay + leave }, (_, i) => i < stay);
  return affineCoupling({ shape, mask, logScale: 'exp', conditioner });
}

function topLayer(
  top: (typeof TOPS)[number],
  features: number,
  classes: number | undefined,
): Bijector | undefined {
  if (top === 'plain') return undefined;
  return classes === undefined
    ? elementwiseAffine({ features })
    : contextAffine({ features, context: classes });
}

/** Of each level, what is new in its latent. */
function slicesOf(levels: readonly Bijector[]): Shape[] {
  return levels.map(({ latentShape }, k) => {
    const stay = k === 0 ? 0 : lastOf((levels[k - 1] as Bijector).dataShape);
    return [...latentShape.slice(0, -1), lastOf(latentShape) - stay];
  });
}

function lastOf(shape: Shape): number {
  return shape[shape.length - 1] as number;
}

function checkTop(top: (typeof TOPS)[number], classes: number | undefined): void {
  checkWord('top', top, TOPS);
  if (top === 'classes') checkSize('classes', classes ?? Number.NaN, 1);
  else if (classes !== undefined) {
    throw new FlowError('invalid-argument', {
      argument: 'classes',
      message: "Classes have a prior of their own only with top: 'classes'.",
      expected: "top: 'classes', or no classes",
      received: `top: '${top}', classes: ${classes}`,
    });
  }
}

function checkLevels(levels: readonly Bijector[]): void {
  if (levels.length === 0) {
    throw new FlowError('invalid-argument', {
      argument: 'levels',
      message: 'A multi-scale flow needs at least one level.',
    });
  }
  for (const [i, level] of levels.slice(1).entries()) {
    const coarser = (levels[i] as Bijector).dataShape;
    const sameSpace = level.latentShape.slice(0, -1).join() === coarser.slice(0, -1).join();
    if (sameSpace && lastOf(level.latentShape) > lastOf(coarser)) continue;
    throw new FlowError('shape-mismatch', {
      argument: 'levels',
      path: `levels.${i + 1}`,
      message:
        'The latent of a level is the data of the coarser one (before it in the list) and more features, which leave.',
      expected: `a latent [${[...coarser.slice(0, -1), `more than ${lastOf(coarser)}`].join(', ')}]`,
      received: `[${level.latentShape.join(', ')}]`,
    });
  }
}

/** Whoever reads the file without this library learns the shapes of the latents from it. @throws invalid-file */
function checkSavedShapes(saved: readonly Json[], levels: readonly Bijector[]): void {
  const received = JSON.stringify(saved);
  const expected = JSON.stringify(levels.map(({ latentShape }) => latentShape));
  if (received === expected) return;
  throw new FlowError('invalid-file', {
    argument: 'latentShapes',
    message: 'The configuration of this multiScale is damaged.',
    expected,
    received,
  });
}

/** Splits and top, which may come from a file. @throws shape-mismatch */
function checkParts(
  levels: readonly Bijector[],
  splits: readonly (Bijector | undefined)[],
  top: Bijector | undefined,
  coarsest: number,
): void {
  const shapes = [[coarsest], ...levels.slice(1).map(({ latentShape }) => latentShape)].map(String);
  const fits = (part: Bijector | undefined, k: number) =>
    part === undefined || [part.latentShape, part.dataShape].every((shape) => String(shape) === shapes[k]);
  if (splits.length === levels.length - 1 && [top, ...splits].every(fits)) return;
  throw new FlowError('shape-mismatch', {
    argument: 'top, splits',
    message: 'The top or a split of this multi-scale flow does not fit its level.',
    expected: `bijectors on ${shapes.map((shape) => `[${shape}]`).join(', ')}`,
    received: [top, ...splits].map((part) => (part ? `[${part.dataShape}]` : 'none')).join(', '),
  });
}
