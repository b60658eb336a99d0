import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const folder = resolve(import.meta.dirname, '..');
const SECTION = /^## (\S+\.js)\n\n```text\n(.*?)^```/gms;
const NUMBER = /-?\d+(?:\.\d+)?/g;

const promised = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(SECTION)].map(
  ([, file = '', text = '']) => ({ file, lines: text.trimEnd().split('\n') }),
);

/** Numbers of what an example prints, in their order, that must lie between two others. */
const BOUNDS: Readonly<Record<string, readonly (readonly [which: number, low: number, high: number])[]>> = {
  'density-2d.js': [
    [2, 1.0, 1.13],
    [5, 0.99, 1.01],
  ],
  'anomaly-scores.js': [
    [2, 0.99, 1],
    [4, 95, 100],
  ],
  'pictures.js': [[0, 2, 2.7]],
  // Calibrated over all rows and in a part of them; without the context far from it there.
  'conditional-density.js': [
    [0, 0, 0.036],
    [1, 0, 0.073],
    [4, 0.2, 1],
    [10, 0.9, 1.1],
  ],
  'custom-bijector.js': [
    [0, -0.35, -0.25],
    [2, 1.5, 1.7],
  ],
  'reverse-kl.js': [
    [1, 0.95, 1],
    [2, 2.5, 2.56],
    [4, 0.9, 1.1],
  ],
};

describe.each(promised)('$file', ({ file, lines }) => {
  test('prints what the README says', async () => {
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      ['--conditions=@flow/source', file],
      { cwd: folder },
    );
    expect(stderr).toBe('');
    const printed = stdout.trimEnd().split('\n').slice(0, lines.length);
    expect(printed.map(withoutNumbers)).toEqual(lines.map(withoutNumbers));
    const numbers = printed.flatMap(numbersIn);
    for (const [which, low, high] of BOUNDS[file] ?? []) {
      expect(numbers[which], `number ${which} of ${file}`).toBeGreaterThanOrEqual(low);
      expect(numbers[which], `number ${which} of ${file}`).toBeLessThanOrEqual(high);
    }
  });
});

test('every example has its output in the README and its bounds here', () => {
  const files = readdirSync(folder).filter((name) => name.endsWith('.js'));
  expect(promised.map(({ file }) => file).sort()).toEqual(files.sort());
  expect(Object.keys(BOUNDS).sort()).toEqual(files.sort());
});

const withoutNumbers = (line: string): string => line.replace(NUMBER, '#');
const numbersIn = (line: string): number[] => (line.match(NUMBER) ?? []).map(Number);
