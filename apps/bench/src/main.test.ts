import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pinnedNode } from '@flow-tooling/bootstrap/environment';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isRow } from './row.ts';

const execute = promisify(execFile);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flow-bench-'));
});
afterEach(() => rm(folder, { recursive: true }));

function bench(...args: string[]) {
  return execute(pinnedNode, ['--conditions=@flow/source', join(import.meta.dirname, 'main.ts'), ...args]);
}

it('measures, prints a table and writes rows and a page', async () => {
  const [json, html] = [join(folder, 'rows.json'), join(folder, 'page.html')];
  const least = ['--subjects', 'flow', '--rounds', '1', '--seconds', '0.001'];
  const { stdout } = await bench('--quick', '--only', 'W2', ...least, '--json', json, '--html', html);
  const rows: unknown[] = JSON.parse(await readFile(json, 'utf8'));
  expect(rows.map((row) => isRow(row) && `${row.subject} ${row.metric} ${row.batch}`)).toEqual([
    'flow train-step 64',
    'flow train-step 512',
    'flow sample 64',
    'flow sample 512',
    'flow logProb 64',
    'flow logProb 512',
  ]);
  expect(stdout).toContain('train-step');
  expect(await readFile(html, 'utf8')).toContain('</html>');
});

it('says what is wrong with a command line in one line', async () => {
  await expect(bench('--only', 'W9')).rejects.toMatchObject({
    code: 2,
    stderr:
      'bench: --only takes W1, W2, W3a, W3b, W3c, workers, memory, micro, separated by commas, not "w9". See npm run bench -- --help.\n',
  });
});
