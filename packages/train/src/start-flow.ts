import { FlowError, type Rng } from '@flow/backend';
import type { Flow } from '@flow/models';
import { dispose } from '@tensorflow/tfjs-core';
import type { Batch } from './training-data.ts';

/** Whether a layer of the flow waits for its data-dependent start. */
export function awaitsStart({ bijector }: Flow): boolean {
  return JSON.stringify(bijector.config()).includes('"initialized":false');
}

/**
 * The data-dependent start of layers that have one. One row of numbers has no spread to start from; the positions
 * of one picture have.
 *
 * @throws invalid-data
 */
export function startFlow(flow: Flow, { x, context, rows }: Batch, rng: Rng): void {
  if (rows.length < 2 && flow.dataShape.length === 1 && awaitsStart(flow)) {
    throw new FlowError('invalid-data', {
      argument: 'batchSize',
      message:
        'The layers with a data-dependent start (actNorm) take their scales from the first batch, and one row has no spread.',
      expected: 'a first batch of 2 rows or more',
      received: '1 row',
    });
  }
  const { value, logDet } = flow.initialize(x, { rng, ...(context && { context }) });
  dispose([value, logDet]);
}
