import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { digits, init } from '@flow/datasets';
import { loadFlow } from '@flow/models';
import { evaluate } from '@flow/train';
import { referenceFlow } from '@flow-tooling/reference';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, runFlow, startFlow } from '../flow-process.fixture.ts';
import { isWellFormed } from '../well-formed.fixture.ts';
import type { Report } from './report.ts';

const FILES = ['loss.svg', 'model.safetensors', 'report.html', 'report.json', 'samples.png'];
const PICTURES = [
  'interpolations-linear.png',
  'interpolations-spherical.png',
  'reconstructions.png',
  'samples-0.5.png',
  'samples-0.7.png',
  'samples-1.0.png',
];

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'flow-train-'));
  await init();
});
afterAll(() => rm(home, { recursive: true }));

const readReport = async (folder: string) =>
  JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as Report & Record<string, number>;
const readModel = (folder: string) => readFile(join(folder, 'model.safetensors'));

/** Every row's log-probability by the file alone, computed by the float64 reference, beside the library's. */
async function expectReferenceAgrees(folder: string, rows: Float32Array, features: number) {
  const bytes = await readModel(folder);
  const reference = referenceFlow(bytes);
  const flow = loadFlow(bytes);
  const logProbs = flow.logProb(rows);
  expect(logProbs).toHaveLength(rows.length / features);
  logProbs.forEach((logProb, row) => {
    const truth = reference.logProb(rows.subarray(row * features, (row + 1) * features));
    expect(Math.abs(logProb - truth), `row ${row}`).toBeLessThan(1e-4 * (1 + Math.abs(truth)));
  });
  return flow;
}

function coloursOf({ data }: { readonly data: ArrayLike<number> }): number {
  const colours = Array.from({ length: data.length / 3 }, (_, i) =>
    [data[3 * i], data[3 * i + 1], data[3 * i + 2]].join(),
  );
  return new Set(colours).size;
}

describe('flow train on digits', () => {
  let folder: string;
  let ended: Ended;
  beforeAll(async () => {
    folder = join(home, 'digits');
    const options = ['--dataset', 'digits', '--epochs', '3', '--seed', '3', '--out', folder, '--no-serve'];
    ended = await runFlow(['train', ...options]);
  });

  it('ends well and says what it wrote', async () => {
    expect(ended.stderr).toBe('');
    expect(ended).toMatchObject({ code: 0, signal: null });
    const files = [...FILES, ...PICTURES].toSorted();
    expect((await readdir(folder)).toSorted()).toEqual(files);
    for (const file of files) expect(ended.stdout).toContain(join(folder, file));
    expect(ended.stdout).toContain('epoch 3/3');
    expect(ended.stdout).toContain('the same bits in all 197 test log-probabilities');
  });

  it('reports figures that anyone gets again from the model file', async () => {
    const report = await readReport(folder);
    expect(report).toMatchObject({
      dataset: 'digits',
      model: 'realnvp',
      seed: 3,
      stopped: 'finished',
      epochs: 3,
      steps: 33,
      nonFiniteSteps: 0,
      testRows: 197,
      reloadedBitEqual: true,
      settings: { training: { epochs: 3, batchSize: 128 } },
    });
    const flow = loadFlow(await readModel(folder));
    const { bitsPerDim, bitsPerDimStandardError } = evaluate(flow, (await digits()).test.values);
    expect(report.testBitsPerDim).toBe(bitsPerDim);
    expect(report.testStandardError).toBe(bitsPerDimStandardError);
    expect(report.parameters).toBe(flow.parameterCount);
    flow.dispose();
    expect(report.testBitsPerDim).toBeLessThan(2.9);
    expect(report.roundTripError).toBeLessThan(1e-4);
    expect(report.logDetError).toBeLessThan(1e-4);
    expect(report.seconds).toBeGreaterThan(report.trainingSeconds);
    expect(report.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3]);
    expect(report.bestValidation).toBe(report.history[Number(report.bestEpoch) - 1]?.validation);
  });

  it('writes a model that the float64 reference computes alike on every test row', async () => {
    const flow = await expectReferenceAgrees(folder, (await digits()).test.values, 64);
    expect(flow.data).toEqual((await digits()).test.schema);
    flow.dispose();
  });

  it('draws 64 samples beside 64 digits', async () => {
    const picture = decode(await readFile(join(folder, 'samples.png')));
    expect(picture).toMatchObject({ width: 1216, height: 616, channels: 3 });
    expect(coloursOf(picture)).toBe(17 + 2);
  });

  it('draws the losses', async () => {
    const svg = await readFile(join(folder, 'loss.svg'), 'utf8');
    expect(svg).toMatch(/^<svg xmlns=/);
    expect(isWellFormed(svg)).toBe(true);
    for (const text of ['bits/dim', 'step', 'training', 'held out', 'kept: step'])
      expect(svg).toContain(text);
  });

  it('shows all of it on a page that needs nothing else', async () => {
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    const { testBitsPerDim } = await readReport(folder);
    expect(page).toContain('<h1>RealNVP on digits</h1>');
    expect(page).toContain(`<dd>${Number(testBitsPerDim).toFixed(3)}<small>`);
    expect(page).toContain('温度 0.7 的样本');
    const sources = [...page.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(sources).toHaveLength(3 * 64 + 2 * 8 + 16);
    expect(sources.every((address) => address.startsWith('data:image/png;base64,'))).toBe(true);
    expect(page).not.toMatch(/url\((?!#)|@import|<script|<link/);
    const svg = page.slice(page.indexOf('<svg'), page.indexOf('</svg>') + 6);
    expect(isWellFormed(svg)).toBe(true);
    expect(svg).toContain('var(--ink)');
  });

  it('gives the same figures and the same bytes for the same seed', async () => {
    const again = join(home, 'again');
    const { code, stdout } = await runFlow([
      'train',
      ...['--dataset=digits', '--epochs=3', '--seed=3', '--quiet', '--out', again],
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^test {2}/);
    for (const file of ['model.safetensors', 'samples.png', 'loss.svg', ...PICTURES]) {
      const [first, second] = await Promise.all([folder, again].map((at) => readFile(join(at, file))));
      expect(second?.equals(first ?? Buffer.of()), file).toBe(true);
    }
    const times = { seconds: 0, trainingSeconds: 0 };
    expect({ ...(await readReport(again)), ...times }).toEqual({ ...(await readReport(folder)), ...times });
  });
});

describe('flow train on two moons', () => {
  it('reports how far the model is from the exact density', async () => {
    const folder = join(home, 'moons');
    const { code, stderr } = await runFlow(['train', '--dataset', 'moons', '--epochs', '2', '--out', folder]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const report = await readReport(folder);
    expect(report.klToExact).toBeGreaterThan(0);
    expect(report.klToExact).toBeLessThan(0.5);
    // −E log p splits into the entropy of the data and the divergence; on the same rows that is exact.
    expect(report.testNll).toBeCloseTo(Number(report.exactNll) + Number(report.klToExact), 5);
    expect(report.testStandardError).toBeGreaterThan(0);
    expect(report).not.toHaveProperty('testBitsPerDim');
    expect(decode(await readFile(join(folder, 'samples.png')))).toMatchObject({ width: 1032, height: 688 });
    for (const name of ['points.png', 'density.png']) {
      const picture = decode(await readFile(join(folder, name)));
      expect(picture).toMatchObject({ width: 1020, height: 344 });
      expect(coloursOf(picture)).toBeGreaterThan(50);
    }
  });
});

describe('an interrupted run', () => {
  it('keeps its best model, writes everything and ends with 130', async () => {
    const folder = join(home, 'interrupted');
    const run = startFlow(['train', '--dataset', 'digits', '--epochs', '5000', '--out', folder]);
    await run.printed('epoch ');
    run.process.kill('SIGINT');
    expect(await run.ended).toMatchObject({ code: 130, signal: null });
    expect((await readdir(folder)).toSorted()).toEqual([...FILES, ...PICTURES].toSorted());
    expect(await readReport(folder)).toMatchObject({
      stopped: 'aborted',
      reloadedBitEqual: true,
      bestEpoch: 1,
    });
    (await expectReferenceAgrees(folder, (await digits()).test.values.slice(0, 640), 64)).dispose();
  });

  it('ends at once by a second signal', async () => {
    const run = startFlow(['train', '--dataset', 'moons', '--epochs', '5000', '--out', join(home, 'twice')]);
    await run.printed('epoch ');
    run.process.kill('SIGTERM');
    await run.printed('once more ends at once');
    run.process.kill('SIGTERM');
    expect(await run.ended).toMatchObject({ code: null, signal: 'SIGTERM' });
  });
});

describe('a run with checkpoints', () => {
  const args = (out: string, ...more: string[]) => [
    'train',
    ...['--dataset=moons', '--steps=260', '--seed=2', '--out', join(home, out), ...more],
  ];

  it('that was killed goes on, and writes the model of one that ran through', async () => {
    const saved = join(home, 'checkpoints');
    const file = join(saved, 'checkpoint.safetensors');
    const killed = startFlow(args('killed', '--checkpoint', saved));
    const isThere = () =>
      access(file).then(
        () => true,
        () => false,
      );
    while (killed.process.exitCode === null && !(await isThere())) await setTimeout(5);
    killed.process.kill('SIGKILL');
    await killed.ended;
    const again = await runFlow(args('killed', '--checkpoint', saved));
    expect(again).toMatchObject({ code: 0, stderr: '' });
    expect(again.stdout).toMatch(/went on after \d+ steps, from checkpoint\.safetensors\n/);
    expect(await runFlow(args('whole', '--quiet'))).toMatchObject({ code: 0 });
    const [whole, resumed] = await Promise.all(
      ['whole', 'killed'].map((out) => readFile(join(home, out, 'model.safetensors'))),
    );
    expect(resumed?.equals(whole ?? Buffer.of())).toBe(true);
  });

  it('of other settings is refused with what differs', async () => {
    const saved = join(home, 'others');
    expect(await runFlow(args('others', '--checkpoint', saved, '--quiet'))).toMatchObject({ code: 0 });
    const { code, stderr } = await runFlow(args('others', '--checkpoint', saved, '--quiet', '--batch=50'));
    expect(code).not.toBe(0);
    expect(stderr).toContain('batchSize = 50');
  });
});
