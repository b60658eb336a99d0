import type { Rng } from '@flow/backend';
import { gaussLegendre } from './gauss-legendre.ts';

/** A smooth piece of a curve, run through by t from 0 to 1. */
export type CurvePiece = {
  /** The share of points that start on this piece; shares add up to 1. */
  readonly share: number;
  /** No longer than the piece times 2, no shorter than the piece. */
  readonly length: number;
  readonly at: (t: number) => readonly [x: number, y: number];
  /** Density of t; its inverse distribution function is `quantile`. Uniform by default. */
  readonly density?: (t: number) => number;
  readonly quantile?: (u: number) => number;
};

/** A stretch of a piece, [middle − half, middle + half] in t. */
type Panel = {
  readonly piece: CurvePiece;
  readonly middle: number;
  readonly half: number;
  readonly x: number;
  readonly y: number;
  /** Every point of the panel is within this distance of (x, y). */
  readonly reach: number;
  /** Nodes (x, y) and log(weight × density of t × share). */
  readonly nodes: Float64Array;
};

const RULE = gaussLegendre(16);
/** A panel is integrated when the integrand's exponent varies by less than this over it. */
const SMOOTH = 8;
/** What lies this far below the peak, in the exponent, is left out: e⁻⁶⁰ < 10⁻²⁶. */
const NEGLIGIBLE = 60;
const PANELS_LIMIT = 2048;

/**
 * The log density of "a point of a curve plus isotropic Gaussian noise",
 *
 * log p(x) = log Σ share ∫₀¹ density(t) N(x; c(t), σ²I) dt,
 *
 * by Gauss–Legendre quadrature on panels. A panel is halved until its integrand is smooth at the scale of the
 * rule, and dropped only where a bound shows that it cannot matter, so that far points and narrow noise are as
 * accurate as others. Sums are taken relative to the largest exponent: no underflow far away.
 */
export function curveLogProb(pieces: readonly CurvePiece[], noise: number): (x: number, y: number) => number {
  const panels = pieces.flatMap((piece) => {
    const count = Math.min(PANELS_LIMIT, Math.max(8, Math.ceil(piece.length / (2 * noise))));
    return Array.from({ length: count }, (_, i) => makePanel(piece, (i + 0.5) / count, 0.5 / count));
  });
  const precision = 1 / (2 * noise * noise);
  const logNorm = Math.log(precision / Math.PI);
  return (x, y) => {
    const nearest = panels.reduce(
      (best, panel) => Math.min(best, Math.hypot(x - panel.x, y - panel.y)),
      Infinity,
    );
    const sum: Sum = { peak: -precision * nearest * nearest, total: 0 };
    for (const panel of panels) addPanel(sum, panel, x, y, precision);
    return logNorm + sum.peak + Math.log(sum.total);
  };
}

/** Draws points of the curve and adds the noise. @returns row-major [n, 2] */
export function sampleCurve(pieces: readonly CurvePiece[], noise: number, n: number, rng: Rng): Float32Array {
  const draws = rng.uniform(2 * n);
  const out = rng.normal(2 * n);
  for (let i = 0; i < n; i++) {
    const piece = choosePiece(pieces, draws[2 * i] as number);
    const u = draws[2 * i + 1] as number;
    const [x, y] = piece.at(piece.quantile?.(u) ?? u);
    out[2 * i] = x + noise * (out[2 * i] as number);
    out[2 * i + 1] = y + noise * (out[2 * i + 1] as number);
  }
  return out;
}

function choosePiece(pieces: readonly CurvePiece[], u: number): CurvePiece {
  let below = 0;
  const found = pieces.find((piece) => {
    below += piece.share;
    return u < below;
  });
  return found ?? (pieces.at(-1) as CurvePiece);
}

function makePanel(piece: CurvePiece, middle: number, half: number): Panel {
  const [x, y] = piece.at(middle);
  const nodes = new Float64Array(3 * RULE.nodes.length);
  RULE.nodes.forEach((node, i) => {
    const t = middle + half * node;
    const [nodeX, nodeY] = piece.at(t);
    const weight = half * (RULE.weights[i] as number) * (piece.density?.(t) ?? 1) * piece.share;
    nodes.set([nodeX, nodeY, Math.log(weight)], 3 * i);
  });
  const ends = [piece.at(middle - half), piece.at(middle + half)];
  // On a smooth panel the farthest point is near an end; a tenth more covers the bend in between.
  const reach = 1.1 * Math.max(...ends.map(([endX, endY]) => Math.hypot(endX - x, endY - y)));
  return { piece, middle, half, x, y, reach, nodes };
}

/** A sum of exponentials, kept as e^peak · total. */
type Sum = { peak: number; total: number };

function addPanel(sum: Sum, panel: Panel, x: number, y: number, precision: number): void {
  const { nodes } = panel;
  const nearest = Math.max(0, Math.hypot(x - panel.x, y - panel.y) - panel.reach);
  if (-precision * nearest * nearest < sum.peak - NEGLIGIBLE) return;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const exponents = new Float64Array(RULE.nodes.length);
  for (let i = 0; i < exponents.length; i++) {
    const dx = x - (nodes[3 * i] as number);
    const dy = y - (nodes[3 * i + 1] as number);
    const exponent = -precision * (dx * dx + dy * dy);
    exponents[i] = exponent;
    low = Math.min(low, exponent);
    high = Math.max(high, exponent);
  }
  raisePeak(sum, high);
  if (high - low > SMOOTH) {
    const quarter = panel.half / 2;
    addPanel(sum, makePanel(panel.piece, panel.middle - quarter, quarter), x, y, precision);
    addPanel(sum, makePanel(panel.piece, panel.middle + quarter, quarter), x, y, precision);
    return;
  }
  exponents.forEach((exponent, i) => {
    sum.total += Math.exp(exponent - sum.peak + (nodes[3 * i + 2] as number));
  });
}

function raisePeak(sum: Sum, peak: number): void {
  if (peak <= sum.peak) return;
  sum.total *= Math.exp(sum.peak - peak);
  sum.peak = peak;
}
