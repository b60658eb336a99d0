import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a process dies, and the step, the millisecond or the write at which it does. */
export type Death = { readonly way: 'step' | 'time' | 'torn'; readonly at: number };

/**
 * Starts the run in one process after the other, each of which dies, and one that does not.
 *
 * @returns the model that the last one writes, and how many died by SIGKILL
 */
export async function killAndResume(
  deaths: readonly Death[],
): Promise<{ readonly bytes: Uint8Array; readonly killed: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'killed-'));
  const model = join(folder, 'model.safetensors');
  try {
    let killed = 0;
    for (const { way, at } of deaths) if ((await runOnce(model, way, at)) === 'SIGKILL') killed += 1;
    await runOnce(model, 'never', 2);
    return { bytes: new Uint8Array(await readFile(model)), killed };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function runOnce(model: string, way: string, at: number): Promise<'SIGKILL' | 'done'> {
  const script = join(import.meta.dirname, 'killed-run.fixture.ts');
  const args = ['--conditions=@flow/source', script, model, way, String(at)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve('SIGKILL');
      else if (code === 0) resolve('done');
      else reject(new Error(`The run ended with ${code ?? signal}: ${complaint}`));
    });
  });
}
