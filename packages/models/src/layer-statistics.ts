import { type Bijector, type Call, within } from '@flow/layers';
import { clone, dispose, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { walkInverse } from './layer-walk.ts';

/** What one layer made of a batch on the way from x to z. */
export type LayerStatistics = {
  /** The layer's path in the bijector, `3` or `levels.0.steps.3`; empty for a bijector of one layer. */
  readonly path: string;
  readonly kind: string;
  /** Whether every value and log-det is a finite number. */
  readonly finite: boolean;
  /** Of the layer's own log|det| of each row, nats. */
  readonly logDet: Spread & { readonly min: number; readonly max: number };
  /** Of all numbers that leave the layer. */
  readonly activation: Spread & { readonly maxAbs: number };
};

type Spread = { readonly mean: number; readonly std: number };

/**
 * Mean, spread and extremes of each layer's log-det and of what leaves it, for a batch on its way from x to z. Layers
 * of chains and multi-scale flows are told one by one as they run, and nothing of them is held: what came before a layer
 * that throws has been told.
 *
 * @param x [batch, ...dataShape]
 * @param see told each layer's, in the order of x -> z
 * @throws shape-mismatch and what else the layers throw, with the layer's path
 * @example
 * ```ts
 * const bijector = chain([elementwiseAffine({ features: 2 }), reversePermutation(2)]);
 * const x = tensor2d([[1, 2], [3, 6]]);
 * const paths: string[] = [];
 * layerStatistics(bijector, x, {}, ({ path, activation }) => paths.push(`${path}: ${activation.maxAbs}`));
 * paths; // ['1: 6', '0: 6']
 * ```
 */
export function layerStatistics(
  bijector: Bijector,
  x: Tensor,
  call: Call,
  see: (statistics: LayerStatistics) => void,
): void {
  tidy(() => {
    walkInverse(bijector, clone(x), ({ layer, path }, value) => {
      const step = within(path, () => layer.inverse(value, call));
      dispose(value);
      const [numbers, logDets] = [step.value, step.logDet].map((part) => part.dataSync<'float32'>());
      dispose(step.logDet);
      see(statisticsOf(path, layer.kind, numbers as Float32Array, logDets as Float32Array));
      return step.value;
    });
  });
}

function statisticsOf(
  path: string,
  kind: string,
  values: Float32Array,
  logDets: Float32Array,
): LayerStatistics {
  return {
    path,
    kind,
    finite: values.every(Number.isFinite) && logDets.every(Number.isFinite),
    logDet: {
      ...spreadOf(logDets),
      min: logDets.reduce((least, value) => Math.min(least, value), Infinity),
      max: logDets.reduce((most, value) => Math.max(most, value), -Infinity),
    },
    activation: {
      ...spreadOf(values),
      maxAbs: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
    },
  };
}

/** Mean and standard deviation, summed in float64. */
function spreadOf(values: Float32Array): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, std: Math.sqrt(squares / values.length) };
}
