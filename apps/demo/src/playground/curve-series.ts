import type { Curve } from './playground-state.ts';

export type Values = (number | null)[];

/** x and the lines over it; null where a line has no value. */
export type Series = [x: number[], ...lines: Values[]];

/** Loss at each step; nll where it was measured; the entropy of the exact density, where it is known. */
export function lossSeries({ losses, evaluations }: Curve): Series {
  const last = Math.max(losses.length, evaluations.at(-1)?.step ?? 0);
  const x = Array.from({ length: last + 1 }, (_, step) => step);
  const nll: Values = new Array(x.length).fill(null);
  for (const one of evaluations) nll[one.step] = finite(one.nll);
  const [first] = evaluations;
  const entropy = first ? finite(first.nll - first.kl) : null;
  return [x, [null, ...losses.map(finite)], nll, x.map(() => entropy)];
}

/** The highest loss worth a place on the axis: single steps that went wrong would flatten all others. */
export function lossTop({ losses, evaluations }: Curve): number {
  const sorted = losses.filter(Number.isFinite).toSorted((a, b) => a - b);
  const usual = sorted[Math.floor(0.98 * (sorted.length - 1))] ?? 0;
  return Math.max(usual, ...evaluations.slice(0, 1).map(({ nll }) => nll));
}

/** KL where it was measured; only what a logarithmic axis can show. */
export function klSeries({ evaluations }: Curve): Series {
  return [evaluations.map(({ step }) => step), evaluations.map(({ kl }) => positive(kl))];
}

/** Norms at each step, and the largest that a step uses. */
export function normSeries({ gradientNorms }: Curve, clipNorm: number): Series {
  return [gradientNorms.map((_, i) => i + 1), gradientNorms.map(positive), gradientNorms.map(() => clipNorm)];
}

/** The whole curve as a table: a row for each step, empty where nothing was measured. */
export function curveCsv({ losses, gradientNorms, evaluations }: Curve): string {
  const measured = new Map(evaluations.map((one) => [one.step, one]));
  const count = Math.max(losses.length, evaluations.at(-1)?.step ?? 0) + 1;
  const rows = Array.from({ length: count }, (_, step) => {
    const { nll, kl } = measured.get(step) ?? {};
    const cells = [step, losses[step - 1], gradientNorms[step - 1], nll, kl];
    return cells.map((cell) => (cell === undefined || Number.isNaN(cell) ? '' : String(cell))).join();
  });
  return ['step,loss,gradientNorm,heldOutNll,kl', ...rows, ''].join('\n');
}

const finite = (value: number) => (Number.isFinite(value) ? value : null);
const positive = (value: number) => (Number.isFinite(value) && value > 0 ? value : null);
