import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Held, memoryAfter } from './memory.fixture.ts';

/** Trains in a process of its own, whose memory is nobody else's. @returns what it holds after some of its steps */
export async function memoryOfProcess(steps: readonly number[]): Promise<Held[]> {
  const entry = join(import.meta.dirname, 'memory-process.fixture.ts');
  const args = ['--conditions=@flow/source', entry, ...steps.map(String)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  for await (const part of child.stdout) printed += part;
  return JSON.parse(printed) as Held[];
}

if (process.argv[1] === import.meta.filename) {
  const { init } = await import('@flow/backend');
  await init();
  console.log(JSON.stringify(await memoryAfter(process.argv.slice(2).map(Number))));
}
