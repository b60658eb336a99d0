import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '@flow/backend';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { lion } from './lion.ts';
import type { Optimizer } from './optimizer.ts';
import { breakAfter, everything, memoryStore, trainedWith } from './resumable-run.fixture.ts';

beforeAll(() => init());

type Files = Map<string, Uint8Array<ArrayBuffer>>;

/** Runs, breaks off after each of these steps and goes on; the result of the last run. */
async function inPieces(steps: readonly number[], every: number, files: Files = new Map()) {
  const checkpoint = { store: memoryStore(files), every };
  for (const step of steps) {
    await expect(trainedWith({ ...everything(), checkpoint, onProgress: breakAfter(step) })).rejects.toThrow(
      'the power went out',
    );
  }
  return trainedWith({ ...everything(), checkpoint });
}

describe('a run that was broken off and started again', () => {
  it.each([
    ['once', [6], 1],
    ['in the middle of an epoch', [7], 3],
    ['at the end of an epoch', [8], 4],
    ['again and again', [1, 2, 3, 5, 8, 9, 13, 15], 2],
    ['before the first checkpoint', [2], 5],
  ])('%s ends with the same bytes as one that ran through', async (_, breaks, every) => {
    const whole = await trainedWith(everything());
    const { bytes, report } = await inPieces(breaks, every);
    expect(bytes).toEqual(whole.bytes);
    const { seconds, resumed, ...rest } = report;
    expect(rest).toEqual({ ...whole.report, seconds: undefined });
    expect(resumed?.step ?? 0).toBe(every * Math.floor(((breaks.at(-1) as number) - 1) / every));
  });

  it('leaves no tensor behind, in pieces or where the checkpoint is refused', async () => {
    const files: Files = new Map();
    const before = memory().numTensors;
    await inPieces([5, 9], 2, files);
    const checkpoint = { store: memoryStore(files) };
    await expect(trainedWith({ ...everything(), seed: 4, checkpoint })).rejects.toThrow();
    expect(memory().numTensors).toBe(before);
  });

  it('and was over gives the same model again without a step', async () => {
    const files: Files = new Map();
    const first = await inPieces([5], 2, files);
    const steps: number[] = [];
    const again = await trainedWith({
      ...everything(),
      checkpoint: { store: memoryStore(files) },
      onProgress: ({ step }) => steps.push(step),
    });
    expect(again.bytes).toEqual(first.bytes);
    expect(again.report).toMatchObject({ stopped: 'finished', steps: first.report.steps });
    expect(steps).toEqual([]);
  });

  it('by its signal goes on in the middle of the epoch', async () => {
    const checkpoint = { store: memoryStore() };
    const controller = new AbortController();
    const first = await trainedWith({
      ...everything(),
      checkpoint,
      signal: controller.signal,
      onProgress: ({ step }) => step === 6 && controller.abort(),
    });
    expect(first.report).toMatchObject({ stopped: 'aborted', steps: 6 });
    const { bytes, report } = await trainedWith({ ...everything(), checkpoint });
    expect(bytes).toEqual((await trainedWith(everything())).bytes);
    expect(report.resumed).toEqual({ step: 6, from: 'checkpoint' });
  });

  it('early by patience stays stopped', async () => {
    const options = () => ({ ...everything(), epochs: 30, averageDecay: undefined, patience: 1 });
    const checkpoint = { store: memoryStore(), every: 3 };
    const given = (more: object) => trainedWith({ ...options(), ...more } as object);
    await expect(given({ checkpoint, onProgress: breakAfter(10) })).rejects.toThrow();
    const { bytes, report } = await given({ checkpoint });
    const whole = await given({});
    expect(bytes).toEqual(whole.bytes);
    expect({ ...report, resumed: undefined, seconds: 0 }).toEqual({ ...whole.report, seconds: 0 });
  });
});

describe('a damaged checkpoint', () => {
  const after = async (damage: (bytes: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>) => {
    const files: Files = new Map();
    await expect(
      trainedWith({
        ...everything(),
        checkpoint: { store: memoryStore(files), every: 2 },
        onProgress: breakAfter(9),
      }),
    ).rejects.toThrow('the power went out');
    files.set('checkpoint', damage(files.get('checkpoint') as Uint8Array<ArrayBuffer>));
    return files;
  };

  it.each([
    ['cut off', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length / 2), 'cut off'],
    ['empty', () => new Uint8Array(0), 'too short'],
    [
      'one bit of which turned over',
      (bytes: Uint8Array<ArrayBuffer>) => bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 4 : byte)),
      'checksum',
    ],
  ])('%s gives way to the one before, and the report says so', async (_, damage, reason) => {
    const files = await after(damage);
    const { bytes, report } = await inPieces([], 2, files);
    expect(bytes).toEqual((await trainedWith(everything())).bytes);
    expect(report.resumed).toEqual({
      step: 6,
      from: 'checkpoint.previous',
      damaged: expect.stringContaining(reason),
    });
  });

  it('does not take the place of the good one before it', async () => {
    const files = await after(() => new Uint8Array(3));
    const good = files.get('checkpoint.previous');
    await expect(
      trainedWith({
        ...everything(),
        checkpoint: { store: memoryStore(files), every: 2 },
        onProgress: breakAfter(9),
      }),
    ).rejects.toThrow('the power went out');
    expect(files.get('checkpoint.previous')).toEqual(good);
  });

  it('without one before it ends the run with the reason', async () => {
    const files = await after(() => new Uint8Array(3));
    files.delete('checkpoint.previous');
    await expect(inPieces([], 2, files)).rejects.toMatchObject({
      code: 'invalid-file',
      argument: 'checkpoint',
      message: expect.stringContaining('too short'),
    });
  });
});

describe('a checkpoint of another run is refused with what differs', () => {
  it.each<[string, object]>([
    ['seed = 4', { seed: 4 }],
    ['batchSize = 12', { batchSize: 12 }],
    ['optimizer = lion', { optimizer: lion() }],
    ['schedule = none', { schedule: undefined }],
    ['validation = none', { validation: undefined }],
    ['averageDecay = 0.5', { averageDecay: 0.5 }],
    ['memory = recompute', { memory: 'recompute' }],
  ])('%s', async (received, options) => {
    const files: Files = new Map();
    await inPieces([], 4, files);
    const checkpoint = { store: memoryStore(files) };
    await expect(trainedWith({ ...everything(), ...options, checkpoint })).rejects.toMatchObject({
      code: 'invalid-argument',
      argument: 'checkpoint',
      received: expect.stringContaining(received),
    });
  });

  it('and so is an optimizer that cannot be resumed, and an interval of no steps', async () => {
    const own: Optimizer = { kind: 'own', learningRate: 1, step() {}, dispose() {} };
    const store = memoryStore();
    await expect(trainedWith({ optimizer: own, checkpoint: { store } })).rejects.toMatchObject({
      argument: 'checkpoint.optimizer',
    });
    await expect(trainedWith({ checkpoint: { store, every: 0 } })).rejects.toMatchObject({
      argument: 'checkpoint.every',
    });
    await expect(trainedWith({ checkpoint: { path: 'folder/' } })).rejects.toMatchObject({
      argument: 'checkpoint.path',
    });
  });
});

it('of a path is a file with the one before beside it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'checkpoint-'));
  try {
    const checkpoint = { path: join(folder, 'runs', 'first.safetensors'), every: 3 };
    await expect(trainedWith({ ...everything(), checkpoint, onProgress: breakAfter(8) })).rejects.toThrow(
      'the power went out',
    );
    expect((await readdir(join(folder, 'runs'))).sort()).toEqual([
      'first.safetensors',
      'first.safetensors.previous',
    ]);
    const { bytes, report } = await trainedWith({ ...everything(), checkpoint });
    expect(bytes).toEqual((await trainedWith(everything())).bytes);
    expect(report.resumed).toEqual({ step: 6, from: 'first.safetensors' });
  } finally {
    await rm(folder, { recursive: true });
  }
});
