import type { Rng } from '@flow/backend';
import { gaussLegendre } from './gauss-legendre.ts';

/** A smooth piece of a curve, run through by t from 0 to 1. */
export type CurvePiece = {
  /** The share of points that start on this piece; shares add up to 1. */
  readonly share: number;
  /** Its length, or up to twice as much. */
  readonly length: number;
  /** The angle that its direction turns by, or more. */
  readonly turning: number;
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
  /** How often the piece's first panels were halved to get here. */
  readonly depth: number;
  /** Kept from the first time that the panel was halved, down to KEPT_DEPTH. */
  halves?: readonly [Panel, Panel];
};

const RULE = gaussLegendre(16);
/**
 * Over a panel that is integrated, the integrand's exponent varies by less than VARIATION in all and differs from
 * a straight line by less than BEND; then 16 nodes leave an error below 1e-10 of the panel's share.
 */
const VARIATION = 16;
const BEND = 4;
/** What lies this far below the peak, in the exponent, is left out: e⁻⁴⁵ < 10⁻¹⁹. */
const NEGLIGIBLE = 45;
/** What a first panel turns by at most, so that its farthest point from the middle is near an end. */
const TURN = 0.4;
const PANELS_LIMIT = 2048;
const KEPT_DEPTH = 4;

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
    const wanted = Math.max(piece.turning / TURN, Math.min(PANELS_LIMIT, piece.length / (3 * noise)));
    const count = Math.ceil(wanted);
    return Array.from({ length: count }, (_, i) => makePanel(piece, (i + 0.5) / count, 0.5 / count, 0));
  });
  const precision = 1 / (2 * noise * noise);
  const logNorm = Math.log(precision / Math.PI);
  return (x, y) => {
    let nearest = Number.POSITIVE_INFINITY;
    for (const panel of panels) nearest = Math.min(nearest, (x - panel.x) ** 2 + (y - panel.y) ** 2);
    if (precision * nearest === Number.POSITIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    const sum: Sum = { peak: -precision * nearest, total: 0 };
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

function makePanel(piece: CurvePiece, middle: number, half: number, depth: number): Panel {
  const [x, y] = piece.at(middle);
  const nodes = new Float64Array(3 * RULE.nodes.length);
  RULE.nodes.forEach((node, i) => {
    const t = middle + half * node;
    const [nodeX, nodeY] = piece.at(t);
    const weight = half * (RULE.weights[i] as number) * (piece.density?.(t) ?? 1) * piece.share;
    nodes.set([nodeX, nodeY, Math.log(weight)], 3 * i);
  });
  const ends = [piece.at(middle - half), piece.at(middle + half)];
  // A tenth more covers what bends out between the ends.
  const reach = 1.1 * Math.max(...ends.map(([endX, endY]) => Math.hypot(endX - x, endY - y)));
  return { piece, middle, half, x, y, reach, nodes, depth };
}

/** A sum of exponentials, kept as e^peak · total. */
type Sum = { peak: number; total: number };

function addPanel(sum: Sum, panel: Panel, x: number, y: number, precision: number): void {
  const { nodes } = panel;
  const distance = Math.sqrt((x - panel.x) ** 2 + (y - panel.y) ** 2);
  const nearest = Math.max(0, distance - panel.reach);
  if (-precision * nearest * nearest < sum.peak - NEGLIGIBLE) return;
  const exponents = new Float64Array(RULE.nodes.length);
  let low = -precision * distance * distance;
  let high = low;
  for (let i = 0; i < exponents.length; i++) {
    const dx = x - (nodes[3 * i] as number);
    const dy = y - (nodes[3 * i + 1] as number);
    const exponent = -precision * (dx * dx + dy * dy);
    exponents[i] = exponent;
    if (exponent < low) low = exponent;
    if (exponent > high) high = exponent;
  }
  raisePeak(sum, high);
  const atEnds = (exponents[0] as number) + (exponents[exponents.length - 1] as number);
  if (high - low > VARIATION || Math.abs(atEnds + 2 * precision * distance * distance) > BEND) {
    for (const part of halvesOf(panel)) addPanel(sum, part, x, y, precision);
    return;
  }
  for (let i = 0; i < exponents.length; i++) {
    sum.total += Math.exp((exponents[i] as number) - sum.peak + (nodes[3 * i + 2] as number));
  }
}

function halvesOf(panel: Panel): readonly [Panel, Panel] {
  if (panel.halves !== undefined) return panel.halves;
  const { piece, middle, half, depth } = panel;
  const first = makePanel(piece, middle - half / 2, half / 2, depth + 1);
  const second = makePanel(piece, middle + half / 2, half / 2, depth + 1);
  // Deeper ones serve a few far points only, and would pile up.
  if (depth < KEPT_DEPTH) panel.halves = [first, second];
  return [first, second];
}

function raisePeak(sum: Sum, peak: number): void {
  if (peak <= sum.peak) return;
  sum.total *= Math.exp(sum.peak - peak);
  sum.peak = peak;
}
