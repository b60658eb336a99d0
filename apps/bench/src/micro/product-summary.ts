import { numberText } from '../report/number-text.ts';
import type { Row } from '../row.ts';
import { CEILING, productRows, sidesOf } from './product-rows.ts';

/** Rates below this are listed one by one, GFLOP/s. */
const LEAST = 38;
/** A side shorter than this excuses a low rate: such a product is mostly loading and storing. */
const SHORT = 8;

/**
 * The matrix products of each build in a few lines: their geometric mean beside the measured multiply-add
 * ceiling, and those under 38 GFLOP/s. Nothing where none was measured.
 */
export function productSummary(rows: readonly Row[]): string {
  const subjects = [...new Set(rows.map(({ subject }) => subject))];
  return subjects
    .flatMap((subject) => {
      const products = productRows(rows, subject);
      const ceiling = rows.find((row) => row.subject === subject && row.metric === CEILING)?.median;
      return products.length === 0 || ceiling === undefined ? [] : [linesOf(subject, products, ceiling)];
    })
    .join('\n');
}

function linesOf(subject: string, products: readonly Row[], ceiling: number): string {
  const logs = products.reduce((sum, { median }) => sum + Math.log(median), 0);
  const mean = Math.exp(logs / products.length);
  const share = `${numberText((100 * mean) / ceiling)} % of the multiply-add ceiling of ${numberText(ceiling)}`;
  const slow = products.filter(({ median }) => median < LEAST);
  const list = slow.length === 0 ? 'none' : slow.map(slowText).join('; ');
  return `${subject}: ${products.length} matrix products, geometric mean ${numberText(mean)} GFLOP/s, ${share}\n  under ${LEAST}: ${list}`;
}

function slowText({ metric, median }: Row): string {
  const isShort = sidesOf(metric)?.some((side) => side < SHORT);
  return `${metric} ${numberText(median)}${isShort ? ` (a side under ${SHORT})` : ''}`;
}
