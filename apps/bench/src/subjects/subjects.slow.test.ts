import { join } from 'node:path';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { expect, it } from 'vitest';
import { SUBJECTS } from '../arguments.ts';
import { startProcess } from '../processes/measuring-process.ts';
import { GLOW_METRICS, METRICS } from '../workloads.ts';

const CHILD = join(import.meta.dirname, '../processes/child.ts');

it.each(SUBJECTS)('%s starts in a process of its own and can do all that is timed', async (subject) => {
  const child = await startProcess([pinnedNode, '--conditions=@flow/source', CHILD, subject, 'W2', '64']);
  for (const metric of METRICS) {
    const milliseconds = await child.run({ metric, seconds: 0.001, warmUpSeconds: 0 });
    expect(milliseconds.length).toBeGreaterThan(0);
    expect(milliseconds.every((time) => time > 0)).toBe(true);
  }
  await child.end();
});

it('flow trains a Glow, samples from it and tells its memory', async () => {
  const child = await startProcess([pinnedNode, '--conditions=@flow/source', CHILD, 'flow', 'W3a', '2']);
  for (const metric of GLOW_METRICS) {
    const [value = 0] = await child.run({ metric, seconds: 0.001, warmUpSeconds: 0 });
    expect(value).toBeGreaterThan(metric === 'peak-memory' ? 10 : 0);
  }
  await child.end();
});

it('who has no convolutions to train does not start on a Glow', async () => {
  const command = [pinnedNode, '--conditions=@flow/source', CHILD, 'jax-js', 'W3a', '2'] as const;
  await expect(startProcess(command)).rejects.toThrow('no convolutions');
});
