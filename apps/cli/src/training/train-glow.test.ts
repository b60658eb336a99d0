import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fashionMnist, init, padImages } from '@flow/datasets';
import { loadFlow } from '@flow/models';
import { evaluate } from '@flow/train';
import { referenceFlow } from '@flow-tooling/reference';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runFlow, startFlow } from '../flow-process.fixture.ts';
import { writeFewClothes } from './clothes.fixture.ts';
import type { Report } from './report.ts';

let home: string;
const at = (...names: string[]) => join(home, ...names);
const readReport = async (run: string) =>
  JSON.parse(await readFile(at(run, 'report.json'), 'utf8')) as Report;
/** 40 pictures to train, 12 to test, 12 to watch. */
const args = (run: string, ...others: string[]) => [
  ...['train', '--data', at('few'), '--out', at(run), '--batch', '8'],
  ...others,
];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'flow-glow-'));
  await init();
  await writeFewClothes(at('few'), { train: 40, test: 24 });
});
afterAll(() => rm(home, { recursive: true }));

describe('flow train, as it is without options but smaller', () => {
  let ended: Ended;
  beforeAll(async () => {
    ended = await runFlow(args('first', '--steps', '7', '--seed', '3'));
  });

  it('trains a Glow on pictures of clothes and writes what there is to see', async () => {
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(ended.stdout).toContain('Glow on Fashion-MNIST: 40 rows to train, 12 held out, 12 to test');
    expect(ended.stdout).toContain('step 7/7');
    expect((await readdir(at('first'))).toSorted()).toEqual([
      'interpolations-linear.png',
      'interpolations-spherical.png',
      'loss.svg',
      'model.safetensors',
      'reconstructions.png',
      'report.html',
      'report.json',
      'samples-0.5.png',
      'samples-0.7.png',
      'samples-1.0.png',
      'samples.png',
    ]);
    expect(decode(await readFile(at('first', 'samples-0.7.png')))).toMatchObject({
      width: 1772,
      height: 940,
    });
    expect(await readFile(at('first', 'report.html'), 'utf8')).toContain('<h1>Glow on Fashion-MNIST</h1>');
  });

  it('reports figures that the model file gives again', async () => {
    const report = await readReport('first');
    expect(report).toMatchObject({
      dataset: 'fashion-mnist',
      model: 'glow',
      stopped: 'finished',
      steps: 7,
      epochs: 2,
      testRows: 12,
      reloadedBitEqual: true,
      reconstructedRows: 12,
    });
    expect(report.settings.training).toMatchObject({ steps: 7, batchSize: 8 });
    expect(report.settings.training).not.toHaveProperty('minutes');
    expect(report.reconstructionError).toBeLessThan(1e-5);
    const flow = loadFlow(await readFile(at('first', 'model.safetensors')));
    const test = padImages((await fashionMnist()).test, { height: 32, width: 32 });
    const rows = test.values.subarray(0, 12 * 1024);
    expect(report).toMatchObject({ testBitsPerDim: evaluate(flow, rows).bitsPerDim });
    const reference = referenceFlow(flow.save());
    const [logProb] = flow.logProb(rows.subarray(0, 1024));
    const truth = reference.logProb(rows.subarray(0, 1024));
    expect(Math.abs(Number(logProb) - truth)).toBeLessThan(1e-4 * (1 + Math.abs(truth)));
    flow.dispose();
  });

  it('gives the same bytes for the same seed and the same steps', async () => {
    expect(await runFlow(args('again', '--steps=7', '--seed=3', '--quiet'))).toMatchObject({ code: 0 });
    for (const file of ['model.safetensors', 'samples-1.0.png']) {
      const [first, again] = await Promise.all(['first', 'again'].map((run) => readFile(at(run, file))));
      expect(again?.equals(first ?? Buffer.of()), file).toBe(true);
    }
  });
});

describe('a run that does not come to its end', () => {
  it('stops when its minutes are over and says so', async () => {
    const { code, stdout } = await runFlow(args('short', '--steps', '100000', '--minutes', '0.05'));
    expect(code).toBe(0);
    expect(stdout).toMatch(/the time was over after \d+ steps/);
    const report = await readReport('short');
    expect(report).toMatchObject({ stopped: 'time', reloadedBitEqual: true });
    expect(report.steps).toBeGreaterThan(0);
    expect(await readFile(at('short', 'report.html'), 'utf8')).toContain(
      'The time was over before the steps',
    );
  });

  it('keeps model and report when it is stopped by hand', async () => {
    const run = startFlow(args('stopped', '--steps', '100000'));
    await run.printed('step ');
    run.process.kill('SIGINT');
    expect(await run.ended).toMatchObject({ code: 130, signal: null });
    expect(await readReport('stopped')).toMatchObject({ stopped: 'aborted', reloadedBitEqual: true });
    expect(await readFile(at('stopped', 'report.html'), 'utf8')).toContain('Stopped by hand');
  });
});

describe('options that do not belong together', () => {
  it.each([
    [['--dataset', 'moons', '--model', 'glow'], '--model glow is not made for moons: realnvp'],
    [['--dataset', 'digits', '--data', 'x'], '--data is for fashion-mnist'],
    [['--minutes', '0'], '--minutes must be a number above 0'],
  ])('%j', async (options, message) => {
    const { code, stderr } = await runFlow(['train', ...options, '--out', at('refused')]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    await expect(readdir(at('refused'))).rejects.toThrow('ENOENT');
  });

  it('a folder without the files is refused by their name', async () => {
    const { code, stderr } = await runFlow(['train', '--data', at('nothing'), '--out', at('refused')]);
    expect(code).toBe(1);
    expect(stderr).toContain('train-images-idx3-ubyte.gz');
  });
});
