import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { expect, it } from 'vitest';

const entry = join(import.meta.dirname, 'main.ts');

it('builds the page, prints its address, serves it, and ends cleanly on a signal', async () => {
  const child = spawn(process.execPath, [entry, '--port', '0', '--host', '127.0.0.1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const address = await addressIn(child.stdout);
    const page = await (await fetch(address)).text();
    expect(page).toContain('<div id="app">');
    const script = /src="(\.[^"]+\.js)"/.exec(page)?.[1] ?? '';
    expect((await fetch(new URL(script, address))).headers.get('content-type')).toContain('javascript');
  } finally {
    child.kill('SIGTERM');
  }
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});

/** The address in what a process prints. */
function addressIn(output: Readable): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    output.on('data', (chunk) => {
      said += chunk;
      const address = /the demo is at (http:\S+)/.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
    output.on('end', () => reject(new Error(said)));
  });
}
