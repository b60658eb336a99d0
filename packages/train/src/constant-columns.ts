import { FlowError } from '@flow/backend';
import type { Flow } from '@flow/models';
import type { FitOptions } from './fit-options.ts';
import type { RowTable } from './training-data.ts';

/**
 * Columns that hold one value only. A flow could make their density as high as it likes, and training would chase
 * that. Only tables of real numbers are looked at: a pixel of integer pictures may well be always black.
 *
 * @throws invalid-data where they are to be refused
 */
export function checkColumns(
  flow: Flow,
  { size, x }: RowTable,
  choice: FitOptions['constantColumns'] = 'warn',
): number[] {
  if (choice === 'allow' || size < 2 || flow.dataShape.length > 1 || flow.data?.quantization) return [];
  const width = flow.features;
  const isConstant = (column: number) => {
    for (let at = column + width; at < x.length; at += width) if (x[at] !== x[column]) return false;
    return true;
  };
  const constant = Array.from({ length: width }, (_, column) => column).filter(isConstant);
  if (constant.length === 0 || choice === 'warn') return constant;
  throw new FlowError('invalid-data', {
    argument: 'data.x',
    message: `${sentenceOf(constant)} Leave them out, or add noise of the width that the values were rounded to.`,
    expected: 'columns that vary',
    received: `columns ${constant.join(', ')} with one value`,
  });
}

export function sentenceOf(columns: readonly number[]): string {
  return `Columns of one value (${columns.join(', ')}) have no density.`;
}
