import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { expect, it } from 'vitest';

const STEPS = 50;

/** In a process of its own: kernels and gradients are global. */
async function losses(subject: 'flow' | 'tfjs-wasm'): Promise<number[]> {
  const main = join(import.meta.dirname, 'main.ts');
  const { stdout } = await promisify(execFile)(pinnedNode, [
    '--conditions=@flow/source',
    main,
    subject,
    '64',
    String(STEPS),
  ]);
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

it('pullbacks on the kernel pack train W1 as the tape on stock kernels does', async () => {
  const [ours, theirs] = [await losses('flow'), await losses('tfjs-wasm')];
  expect(ours).toHaveLength(STEPS);
  const worst = Math.max(...ours.map((loss, step) => Math.abs(loss - Number(theirs[step]))));
  console.log(`largest difference of ${STEPS} losses: ${worst.toExponential(1)} nats; last ${ours.at(-1)}`);
  expect(worst).toBeLessThanOrEqual(1e-4);
  // It must have learned something, or the comparison would be of two constants.
  expect(Number(ours.at(-1))).toBeLessThan(Number(ours[0]) - 0.1);
});
