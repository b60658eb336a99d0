import type { Row } from '../row.ts';

/** The metric of the multiply-add ceiling: what a core reaches without loading anything. */
export const CEILING = 'multiply-add ceiling';

const FORMS = ['A·B', 'A·Bᵀ', 'Aᵀ·B', 'Aᵀ·Bᵀ'] as const;

/** The metric of a matrix product in one of its four forms. @param shape `M,K,N` */
export function productMetric(form: number, shape: string): string {
  return `${FORMS[form]} ${shape}`;
}

/** Whether it is the metric of a product, and of which sides. */
export function sidesOf(metric: string): number[] | null {
  const [form, shape] = metric.split(' ');
  return FORMS.some((name) => name === form) ? (shape ?? '').split(',').map(Number) : null;
}

export function productRows(rows: readonly Row[], subject: string): Row[] {
  return rows.filter((row) => row.subject === subject && sidesOf(row.metric) !== null);
}
