import { numberText } from '../report/number-text.ts';
import type { Row } from '../row.ts';
import { convolutionCase } from './convolution-rows.ts';

/**
 * The convolutions of each build, case by case: the geometric mean of each pass over the shapes. Nothing where
 * none was measured.
 */
export function convolutionSummary(rows: readonly Row[]): string {
  const groups = Map.groupBy(rows, ({ subject, metric }) => {
    const found = convolutionCase(metric);
    return found && `${subject}: convolutions of (${found.name}), geometric means in GFLOP/s: `;
  });
  return [...groups].flatMap(([head, group]) => (head === null ? [] : [head + passesOf(group)])).join('\n');
}

function passesOf(rows: readonly Row[]): string {
  const passes = Map.groupBy(rows, ({ metric }) => convolutionCase(metric)?.pass);
  return [...passes].map(([pass, group]) => `${pass} ${numberText(geometricMean(group))}`).join(', ');
}

function geometricMean(rows: readonly Row[]): number {
  return Math.exp(rows.reduce((sum, { median }) => sum + Math.log(median), 0) / rows.length);
}
