import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRng, init, randomNormal } from '@flow/backend';
import { createDataset, type Dataset } from '@flow/datasets';
import { type Flow, glow } from '@flow/models';
import { add, mul, tidy } from '@tensorflow/tfjs-core';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../run-command.ts';
import { attributeSlides } from './attribute-slides.ts';
import { classRows } from './class-rows.ts';
import type { FigureInput } from './figure.ts';
import { interpolationRows } from './interpolation-rows.ts';
import { levelRows } from './level-rows.ts';
import { otherPictures } from './other-pictures.ts';
import { areasOf, scorePictures } from './outlier-scores.ts';
import { sampleGrid } from './sample-grid.ts';
import { shareRight, trainClassifier } from './small-classifier.ts';

const CLASSES = 10;
/** A tile: 8x8 pixels, each a square of 8, in a frame of 2. */
const TILE = 8 * 8 + 2 * 2;
const GAP = 6;
let home: string;
let plain: Flow;
let byClass: Flow;
let data: Dataset;

/** A picture of each class in turn: a bright line across at the height of its number, the last two upright. */
function lines(rows: number, seed: number): Dataset {
  const rng = createRng(seed);
  const values = Float32Array.from({ length: rows * 64 }, (_, at) => {
    const [label, y, x] = [Math.floor(at / 64) % CLASSES, Math.floor((at % 64) / 8), at % 8];
    const isBright = label < 8 ? y === label : x === label - 5;
    return (isBright ? 20 : 2) + (rng.integers(1, 0, 5)[0] as number);
  });
  return createDataset({
    name: 'lines',
    schema: { features: 64, shape: [8, 8, 1], quantization: { levels: 32 } },
    values,
    labels: Int32Array.from({ length: rows }, (_, row) => row % CLASSES),
    classNames: Array.from({ length: CLASSES }, (_, label) => `line ${label}`),
  });
}

function movedGlow(classes?: number): Flow {
  const flow = glow({
    shape: [8, 8, 1],
    levels: 2,
    steps: 1,
    hidden: 3,
    bits: 5,
    logScale: 'bounded',
    ...(classes && { classes, classesIn: 'everywhere' as const }),
  });
  const rng = createRng(1);
  for (const { variable } of flow.parameters) {
    tidy(() => variable.assign(add(variable, mul(randomNormal(rng, variable.shape), 0.05))));
  }
  return flow;
}

const inputOf = (flow: Flow): FigureInput => ({
  flow,
  data: async () => ({ train: data, validation: lines(30, 3), test: lines(40, 2) }),
  seed: 0,
  temperature: 0.8,
});

beforeAll(async () => {
  await init();
  home = await mkdtemp(join(tmpdir(), 'flow-gallery-'));
  data = lines(600, 1);
  plain = movedGlow();
  byClass = movedGlow(CLASSES);
  await writeFile(join(home, 'plain.safetensors'), plain.save());
});
afterAll(async () => {
  plain.dispose();
  byClass.dispose();
  await rm(home, { recursive: true });
});
afterEach(() => vi.restoreAllMocks());

describe('a figure', () => {
  it('of samples holds the first ones of the seed, classes in turn', async () => {
    for (const flow of [plain, byClass]) {
      const { canvas, lines: said } = await sampleGrid(inputOf(flow));
      expect([canvas.width, canvas.height]).toEqual([10 * TILE, 5 * TILE]);
      expect(said.join()).toContain('50 samples of seed 0 at temperature 0.8');
    }
    const differently = await sampleGrid({ ...inputOf(plain), seed: 1 });
    expect(differently.canvas.pixels).not.toEqual((await sampleGrid(inputOf(plain))).canvas.pixels);
  });

  it('of classes has a row for each and counts what is recognised', async () => {
    const { canvas, lines: said } = await classRows(inputOf(byClass));
    expect([canvas.width, canvas.height]).toEqual([10 * TILE, CLASSES * TILE]);
    expect(said).toHaveLength(CLASSES + 2);
    expect(said[CLASSES]).toMatch(
      /^p\(y \| x\) by Bayes names the class of [\d.]+ % \(± [\d.]+\) of the first 40 /,
    );
    await expect(async () => classRows(inputOf(plain))).rejects.toThrow(/train it with --classes/);
  });

  it('of slides begins each row with a real picture and asks for a model without classes', async () => {
    const { canvas } = await attributeSlides(inputOf(plain));
    expect([canvas.width, canvas.height]).toEqual([9 * TILE + GAP, 8 * TILE]);
    await expect(async () => attributeSlides(inputOf(byClass))).rejects.toThrow(/a model without/);
  });

  it('of interpolations has a row for each pair, with the classes of its ends', async () => {
    for (const flow of [plain, byClass]) {
      const { canvas } = await interpolationRows(inputOf(flow));
      expect([canvas.width, canvas.height]).toEqual([10 * TILE, 6 * TILE]);
    }
  });

  it('of levels draws the finest anew, then all, then the coarsest alone', async () => {
    const { canvas, lines: said } = await levelRows(inputOf(byClass));
    expect(said.map((line) => /levels ([\d, ]+) drawn/.exec(line)?.[1])).toEqual(['1', '0, 1', '0']);
    expect([canvas.width, canvas.height]).toEqual([10 * TILE + 3 * GAP, 4 * TILE]);
  });
});

it('the small classifier learns to name classes of pictures that it has not seen', async () => {
  const classifier = await trainClassifier(data, { hidden: 32, epochs: 30, seed: 0 });
  const { values, labels, rows } = lines(100, 7);
  const pictures = Array.from({ length: rows }, (_, row) => values.subarray(64 * row, 64 * row + 64));
  expect(shareRight(classifier.classify(pictures), labels ?? [])).toBeGreaterThan(0.9);
  classifier.dispose();
});

describe('outliers', () => {
  it('are pictures of the model’s size and levels', async () => {
    const kinds = await otherPictures(
      { features: 1024, shape: [32, 32, 1], quantization: { levels: 256 } },
      3,
    );
    expect(kinds.map(({ name }) => name)).toEqual([
      'digits',
      'emoji in grey',
      'one level of grey',
      'uniform noise',
    ]);
    for (const { pictures } of kinds) {
      expect(pictures.map(({ length }) => length)).toEqual([1024, 1024, 1024]);
      expect(
        pictures.every((one) => one.every((level) => Number.isInteger(level) && level >= 0 && level < 256)),
      ).toBe(true);
    }
    expect(kinds[2]?.pictures.map(([level]) => level)).toEqual([0, 128, 255]);
    // 24 rows of a digit in the middle of 32.
    expect(kinds[0]?.pictures[0]?.subarray(0, 4 * 32).every((level) => level === 0)).toBe(true);
    await expect(otherPictures(data.schema, 3)).rejects.toThrow(/32x32 pixels/);
  });

  it('have three scores, each judged by how often it is larger than that of known pictures', async () => {
    const known = Float32Array.from([-100, -300]);
    const rowsOf = ({ values, rows }: Dataset) =>
      Array.from({ length: rows }, (_, row) => values.subarray(64 * row, 64 * row + 64));
    const own = await scorePictures(plain, 'own', rowsOf(lines(20, 4)), known);
    const logProbs = plain.logProb(lines(20, 4).values, { seed: 0 });
    expect(own.scores.likelihood[3]).toBe(-(logProbs[3] as number));
    expect(own.scores.typicality[3]).toBeCloseTo(Math.abs(-(logProbs[3] as number) - 200), 3);
    expect(own.bitsPerDim[3]).toBeCloseTo(-(logProbs[3] as number) / (64 * Math.LN2), 6);
    const noise = Array.from({ length: 20 }, (_, row) =>
      Float32Array.from(createRng(row).integers(64, 0, 32)),
    );
    const areas = areasOf(own, await scorePictures(plain, 'noise', noise, known));
    for (const area of Object.values(areas)) expect(area).toBeGreaterThanOrEqual(0);
    expect(areasOf(own, own).likelihood).toBe(0.5);
  });
});

describe('flow gallery', () => {
  it('draws into a file and says what is in it', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    const out = join(home, 'samples.png');
    const args = ['--model', join(home, 'plain.safetensors'), '--figure', 'samples', '--out', out];
    expect(await runCommand(['gallery', ...args])).toBe(0);
    expect(log.mock.calls.flat().join()).toContain('50 samples of seed 0');
    expect(decode(await readFile(out))).toMatchObject({ width: 10 * TILE, height: 5 * TILE });
  });
});
