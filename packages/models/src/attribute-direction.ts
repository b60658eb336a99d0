import { FlowError } from '@flow/backend';
import type { ContextOption, Flow } from './flow.ts';
import type { Labels } from './labels.ts';
import { flattenRows, type Rows } from './rows.ts';

export type AttributeOptions = {
  /**
   * Of a flow that is conditioned on classes: one class that all rows are encoded under, so that what tells the rows
   * apart stays in the latent instead of in the class.
   */
  readonly label?: number;
};

/**
 * The direction in the latent from one kind of data to another: the mean latent of one minus that of the other,
 *
 *   d = mean f⁻¹(to) − mean f⁻¹(from).
 *
 * Source: Kingma and Dhariwal 2018 (arXiv 1807.03039), section 6, "Semantic manipulation".
 *
 * @param from rows without the attribute, [rows, features]
 * @param to rows with it; as many or not
 * @returns d, `features` numbers; `slideAlong` applies it
 * @throws invalid-data where there are no rows; shape-mismatch, not-finite, context-missing
 * @example
 * ```ts
 * const flow = createFlow({ bijector: elementwiseAffine({ features: 2 }) });
 * attributeDirection(flow, [[0, 0], [2, 0]], [[5, 1]]); // [4, 1]
 * ```
 */
export function attributeDirection(
  flow: Flow,
  from: Rows,
  to: Rows,
  { label }: AttributeOptions = {},
): Float32Array {
  const [start, end] = [
    meanLatent(flow, 'from', from, sameLabel(label)),
    meanLatent(flow, 'to', to, sameLabel(label)),
  ];
  return Float32Array.from(end, (value, i) => value - (start[i] as number));
}

export type SlideOptions = AttributeOptions & {
  /** How far along the direction, one picture each; default −1, −½, 0, ½, 1. */
  readonly amounts?: readonly number[];
};

/**
 * One datum moved along a direction of the latent: f(f⁻¹(x) + a·d) for each amount a. 0 gives x itself.
 *
 * @param x one row, `features` numbers
 * @param direction as `attributeDirection` gives it
 * @returns a row for each amount, in original units; integer data are rounded to their levels
 * @throws shape-mismatch, invalid-data, not-finite where the model overflows, context-missing
 * @example
 * ```ts
 * const flow = createFlow({ bijector: elementwiseAffine({ features: 2 }) });
 * slideAlong(flow, [1, 1], [4, 0], { amounts: [0, 0.5] }); // [[1, 1], [3, 1]]
 * ```
 */
export function slideAlong(
  flow: Flow,
  x: ArrayLike<number>,
  direction: ArrayLike<number>,
  { amounts = [-1, -0.5, 0, 0.5, 1], label }: SlideOptions = {},
): Float32Array[] {
  const d = flattenRows('direction', [direction], flow.features);
  const far = flattenRows('amounts', [amounts], amounts.length);
  const [z] = flow.encode([x], sameLabel(label)) as [Float32Array];
  const latents = Array.from(far, (amount) =>
    Float32Array.from(z, (value, i) => value + amount * (d[i] as number)),
  );
  return flow.decode(latents, sameLabel(label));
}

const sameLabel = (label: Labels | undefined): ContextOption =>
  label === undefined ? {} : { labels: label };

/** In float64. */
function meanLatent(flow: Flow, argument: string, rows: Rows, options: ContextOption): Float64Array {
  const latents = flow.encode(flattenRows(argument, rows, flow.features), options);
  if (latents.length === 0) {
    throw new FlowError('invalid-data', { argument, message: 'A mean needs a row or more.' });
  }
  return new Float64Array(flow.features).map(
    (_, i) => latents.reduce((sum, latent) => sum + (latent[i] as number), 0) / latents.length,
  );
}
