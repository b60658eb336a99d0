import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, 'large-glow.fixture.ts');

it('a Glow of 44 million parameters is built, started, trained and sampled within 4 GiB', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@flow/source', PROGRAM]);
  const done = JSON.parse(stdout);
  console.log(`${done.megabytes} MB`);
  expect(done).toMatchObject({ steps: 1, isPicture: true });
  expect(done.parameters).toBeGreaterThan(43.9e6);
  expect(done.megabytes).toBeLessThan(4096);
});
