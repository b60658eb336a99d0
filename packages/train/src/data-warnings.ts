import { sentenceOf } from './constant-columns.ts';
import type { FitOptions } from './fit-options.ts';
import type { PreparedData } from './prepare-data.ts';

/** Tells what was found in the data, before the first step. */
export function tellWarnings(
  { skippedRows, constantColumns }: PreparedData,
  tell: FitOptions['onWarning'] = () => {},
): void {
  if (constantColumns.length > 0) tell(sentenceOf(constantColumns));
  if (skippedRows.length === 0) return;
  const some = skippedRows.slice(0, 5).join(', ');
  const more = skippedRows.length > 5 ? ', ...' : '';
  tell(`Rows left out because they hold values that are not finite: ${skippedRows.length} (${some}${more}).`);
}
