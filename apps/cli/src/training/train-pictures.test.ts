import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '@flow/datasets';
import { loadFlow } from '@flow/models';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runFlow } from '../flow-process.fixture.ts';
import { writeOwnPictures } from './own-pictures.fixture.ts';
import type { Report } from './report.ts';

let home: string;
const at = (...names: string[]) => join(home, ...names);
const readReport = async (run: string) =>
  JSON.parse(await readFile(at(run, 'report.json'), 'utf8')) as Report & Record<string, number>;
const train = (run: string, ...others: string[]) =>
  runFlow([
    'train',
    '--dataset',
    'pictures',
    '--data',
    at('own'),
    '--size',
    '8',
    '--out',
    at(run),
    ...others,
  ]);

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'flow-own-'));
  await init();
  await writeOwnPictures(at('own'), 30);
});
afterAll(() => rm(home, { recursive: true }));

describe('flow train on a folder of pictures', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await train('glow', '--classes', '--bits', '5', '--steps', '12', '--batch', '12');
  });

  it('learns each folder as a class and says what the simplest densities score', async () => {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain(
      'Class-conditional Glow on pictures: 48 rows to train, 6 held out, 6 to test',
    );
    const report = await readReport('glow');
    expect(report).toMatchObject({ dataset: 'pictures', model: 'glow', classes: 2, reloadedBitEqual: true });
    // Noise over 50 of 256 levels beside 60 constant channels: far from the 5 bits of a uniform model.
    for (const name of ['diagonalBitsPerDim', 'pcaBitsPerDim']) {
      expect(report[name]).toBeGreaterThan(0);
      expect(report[name]).toBeLessThan(5);
      expect(ended.stdout).toContain(report[name]!.toFixed(3));
    }
    expect(report.reconstructionError).toBeLessThan(1e-4);
  });

  it('shows a row of samples for each class, in colour', async () => {
    const { width, height } = decode(await readFile(at('glow', 'classes.png')));
    const tile = { width: 10 * (96 + 8), height: 96 + 8 };
    expect([width, height]).toEqual([tile.width + 24, 2 * tile.height + 36]);
    const page = await readFile(at('glow', 'report.html'), 'utf8');
    expect(page).toContain('<h1>Class-conditional Glow on pictures</h1>');
    expect(page).toContain('10 samples of blue');
    expect(page).toContain('Gaussian, PCA');
  });

  it('writes a model of two classes and 32 levels', async () => {
    const flow = loadFlow(await readFile(at('glow', 'model.safetensors')));
    expect(flow.contextShape).toEqual([2]);
    expect(flow.data).toMatchObject({ shape: [8, 8, 3], quantization: { levels: 32 } });
    const [sample] = flow.sample(1, { label: 1, seed: 3 });
    expect(sample!.every((value) => value >= 0 && value <= 31)).toBe(true);
    flow.dispose();
  });

  it('trains RealNVP by the same words', async () => {
    const run = await train('realnvp', '--model', 'realnvp', '--classes', '--steps', '2', '--batch', '8');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toContain('Class-conditional RealNVP on pictures: 48 rows to train');
    expect(await readReport('realnvp')).toMatchObject({ model: 'realnvp', steps: 2, reloadedBitEqual: true });
    const flow = loadFlow(await readFile(at('realnvp', 'model.safetensors')));
    expect(flow.latentLayout.map(({ shape }) => shape)).toEqual([
      [4, 4, 6],
      [4, 4, 6],
    ]);
    flow.dispose();
  });
});

describe('what does not fit together is refused in a line', () => {
  const own = () => ['--dataset', 'pictures', '--data', at('own')];
  it.each([
    [['--dataset', 'pictures'], 2, '--data DIR is missing'],
    [['--dataset', 'emoji', '--data', 'x'], 2, '--data is for fashion-mnist and pictures'],
    [['--dataset', 'emoji', '--size', '16'], 2, '--size is for pictures'],
    [['--dataset', 'digits', '--classes'], 2, '--classes is for'],
    [['--dataset', 'moons', '--bits', '5'], 2, '--bits is for'],
    [['--bits', '7'], 2, '--bits must be 8 or 5, not "7"'],
    [['--dataset', 'pictures', '--data', '/nowhere'], 1, 'The folder of pictures cannot be read'],
  ])('%j', async (options, code, message) => {
    const ended = await runFlow(['train', ...options, '--out', at('refused')]);
    expect(ended.stderr).toContain(message);
    expect(ended.code).toBe(code);
  });

  it('a size that is not halved three times, and too few pictures', async () => {
    const odd = await runFlow(['train', ...own(), '--size', '20', '--out', at('refused')]);
    expect(odd).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--size must be a multiple of 8, not "20"'),
    });
    const few = ['train', '--dataset', 'pictures', '--out', at('refused')];
    await writeOwnPictures(at('few'), 2);
    const ended = await runFlow([...few, '--data', at('few')]);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('holds 4 pictures: 10 or more') });
    // A folder without folders has no classes.
    const plain = await runFlow([...few, '--data', at('own', 'red'), '--classes']);
    expect(plain).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--classes needs pictures of two classes'),
    });
  });
});
