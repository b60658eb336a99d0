import { dequantisationNoise, type Flow, type LayerStatistics, layerStatistics } from '@flow/models';
import { isLost } from './lost-flow.ts';
import { positionOf } from './progress.ts';
import type { Run } from './run.ts';
import type { RunState } from './run-state.ts';
import type { Batch } from './training-data.ts';

/** Tells what each layer makes of a batch, and which has lost its measure. */
export type LayerWatch = {
  /** After the first step and every so many: a `statistics` event, and a warning for a layer that diverges. */
  afterStep(run: Pick<Run, 'flow' | 'options' | 'steps'>, state: RunState, batch: Batch): void;
};

/** How many times more than at first a layer may stretch: its largest number against its input's, or its volume. */
const STRETCH = 100;

/** @param every steps from one look to the next */
export function createLayerWatch(every: number): LayerWatch {
  const told = new Set<string>();
  let first: Look | undefined;
  return {
    afterStep(run, state, batch) {
      if (first && state.step % every !== 0) return;
      const { flow, options } = run;
      const { look, lostAt } = lookAt(flow, batch, options.seed, state.epoch);
      first ??= look;
      const diverging = divergingLayer(look, first, flow.features) ?? lostAt;
      const { layers } = look;
      const position = positionOf(run, state);
      options.onProgress?.({
        type: 'statistics',
        ...position,
        layers,
        ...(diverging !== undefined && { diverging }),
      });
      if (diverging === undefined || told.has(diverging)) return;
      told.add(diverging);
      options.onWarning?.(warningOf(diverging, layers, state.step));
    },
  };
}

type Look = {
  /** In the order of x -> z. */
  readonly layers: readonly LayerStatistics[];
  /** The largest number of the data. */
  readonly widest: number;
};

/** A layer that has no inverse ends the look, and is where the flow is lost. */
function lookAt(
  flow: Flow,
  { x, context, rows }: Batch,
  seed: number,
  epoch: number,
): { readonly look: Look; readonly lostAt: string | undefined } {
  const layers: LayerStatistics[] = [];
  const look = { layers, widest: largest(x.dataSync<'float32'>()) };
  const call = { rng: dequantisationNoise(seed, epoch, rows), ...(context && { context }) };
  try {
    layerStatistics(flow.bijector, x, call, (layer) => layers.push({ ...layer, path: inModel(layer.path) }));
    return { look, lostAt: undefined };
  } catch (error) {
    if (!isLost(error)) throw error;
    return { look, lostAt: inModel(error.path) };
  }
}

/** The first that does: upstream of it all is in order, and what comes behind it only suffers. */
function divergingLayer(now: Look, first: Look, features: number): string | undefined {
  let growth = ratio(now.widest, first.widest);
  for (const [i, layer] of now.layers.entries()) {
    const before = first.layers[i];
    if (!layer.finite || !before?.finite) return layer.path;
    const grown = ratio(layer.activation.maxAbs, before.activation.maxAbs);
    const volume = Math.abs(layer.logDet.mean - before.logDet.mean) / features;
    if (grown > STRETCH * growth || volume > Math.log(STRETCH)) return layer.path;
    growth = grown;
  }
  return undefined;
}

/** Of numbers of 0 or more, also where both are 0. */
function ratio(now: number, before: number): number {
  return (now + Number.EPSILON) / (before + Number.EPSILON);
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function inModel(path: string): string {
  return path === '' ? 'bijector' : `bijector.${path}`;
}

function warningOf(path: string, layers: readonly LayerStatistics[], step: number): string {
  const layer = layers.find((candidate) => candidate.path === path);
  const what =
    layer === undefined
      ? 'has lost its inverse'
      : layer.finite
        ? `stretches over ${STRETCH} times more than at first: ${textOf(layer)}`
        : 'is not finite';
  return `At step ${step} ${path}${layer ? ` (${layer.kind})` : ''} ${what}. It diverges: a lower learning rate or a bounded log-scale keeps it.`;
}

function textOf({ activation, logDet }: LayerStatistics): string {
  return `largest number ${activation.maxAbs.toPrecision(3)}, mean log-det ${logDet.mean.toPrecision(3)}`;
}
