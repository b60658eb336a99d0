import { FlowError } from '@flow/backend';
import type { Flow } from '@flow/models';

/**
 * Refuses a batch of one row of numbers for a flow whose layers take statistics from the batch (batchNorm): one row has
 * no spread, and its loss would be a number without meaning. The positions of one picture have a spread.
 *
 * @throws invalid-data
 */
export function checkLoneRow({ bijector, dataShape }: Flow, rows: number, argument: string): void {
  if (rows !== 1 || bijector.rowIndependent || dataShape.length > 1) return;
  throw new FlowError('invalid-data', {
    argument,
    message:
      'This flow takes statistics from each batch (batchNorm), and one row has none: choose a batch size that leaves no row alone.',
    expected: 'batches of 2 rows or more',
    received: 'a batch of 1 row',
  });
}
