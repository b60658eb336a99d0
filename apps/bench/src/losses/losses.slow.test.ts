import { expect, it } from 'vitest';
import { trainApart } from './train-apart.ts';

const STEPS = 50;

it('pullbacks on the kernel pack train W1 as the tape on stock kernels does', async () => {
  const run = { batch: 64, steps: STEPS };
  const { losses: ours } = await trainApart('flow', run);
  const { losses: theirs } = await trainApart('tfjs-wasm', run);
  expect(ours).toHaveLength(STEPS);
  const worst = Math.max(...ours.map((loss, step) => Math.abs(loss - Number(theirs[step]))));
  console.log(`largest difference of ${STEPS} losses: ${worst.toExponential(1)} nats; last ${ours.at(-1)}`);
  expect(worst).toBeLessThanOrEqual(1e-4);
  // It must have learned something, or the comparison would be of two constants.
  expect(Number(ours.at(-1))).toBeLessThan(Number(ours[0]) - 0.1);
});
