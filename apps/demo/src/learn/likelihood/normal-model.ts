import { changeOfVariables, type KlParts, klOnGrid, standardNormal } from '@flow/math';
import {
  div,
  exp,
  fill,
  mean,
  neg,
  scalar,
  sub,
  type Tensor,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { cellCentres, type Field } from '../../plane/contours.tsx';
import { column, type DataSource } from './data-source.ts';

/** The smallest flow there is: x = μ + exp(s)·z. */
export type Parameters = { readonly mean: number; readonly logScale: number };

export const MEANS = [-2.5, 2.5] as const;
export const LOG_SCALES = [-1, 1] as const;
const GRID = { from: -9, to: 9, cells: 1800 };
const LANDSCAPE = { columns: 36, rows: 30, x: MEANS, y: LOG_SCALES };

/** log p of each point. */
export function logProb({ mean, logScale }: Parameters, x: readonly number[]): number[] {
  return tidy(() => Array.from(logProbOf(scalar(mean), scalar(logScale), column(x)).dataSync()));
}

/** −(1/N) Σ log p(x_k), and its gradient by the tape. */
export function loss({ mean: m, logScale: s }: Parameters, samples: readonly number[]) {
  return tidy(() => {
    const x = column(samples);
    const nll = (mu: Tensor, logSigma: Tensor) => neg(mean(logProbOf(mu, logSigma, x)));
    const { value, grads } = valueAndGrads((mu: Tensor, logSigma: Tensor) => nll(mu, logSigma))([
      scalar(m),
      scalar(s),
    ]);
    const [dMean = Number.NaN, dLogScale = Number.NaN] = grads.map((gradient) => gradient.dataSync()[0]);
    return { nll: value.dataSync()[0] ?? Number.NaN, gradient: { mean: dMean, logScale: dLogScale } };
  });
}

/** One step downhill. It stays on the map. */
export function descend(from: Parameters, samples: readonly number[], rate: number): Parameters {
  const { gradient } = loss(from, samples);
  return {
    mean: clamp(from.mean - rate * gradient.mean, MEANS),
    logScale: clamp(from.logScale - rate * gradient.logScale, LOG_SCALES),
  };
}

/** KL(q ‖ p), H(q) and the cross-entropy, on a fine grid. */
export function divergence(parameters: Parameters, { logQ }: DataSource): KlParts {
  const width = (GRID.to - GRID.from) / GRID.cells;
  const x = Array.from({ length: GRID.cells }, (_, i) => GRID.from + (i + 0.5) * width);
  return klOnGrid({ logQ: logQ(x), logP: logProb(parameters, x), cellVolume: width });
}

/** The loss all over the map of parameters, upside down: contours then enclose the valley. */
export function landscape(samples: readonly number[]): Field {
  const centres = cellCentres(LANDSCAPE);
  return {
    ...LANDSCAPE,
    values: centres.map(([mean, logScale]) => {
      const logs = logProb({ mean, logScale }, samples);
      return logs.reduce((sum, log) => sum + log, 0) / logs.length;
    }),
  };
}

function logProbOf(mu: Tensor, logSigma: Tensor, x: Tensor): Tensor {
  return changeOfVariables(
    {
      base: standardNormal({ features: 1 }),
      inverse: (rows) => div(sub(rows, mu), exp(logSigma)),
      inverseLogDet: (rows) => sub(fill([rows.shape[0] ?? 0], 0), logSigma),
    },
    x,
  );
}

function clamp(value: number, [least, most]: readonly [number, number]): number {
  return Math.min(most, Math.max(least, value));
}
