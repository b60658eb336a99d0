import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createRng, init } from '@flow/backend';
import { type Flow, realNVP } from '@flow/models';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';
import { deadlyFlow, type End, SETUP } from './deadly-layer.fixture.ts';
import { fit } from './fit.ts';
import type { FitOptions } from './fit-options.ts';
import { bentLine, sabotagedFlow } from './plane.fixture.ts';
import { MANY, memoryStore } from './resumable-run.fixture.ts';

beforeAll(() => init());

const rows = createRng(1).normal(80);

function run(end: End, options: FitOptions = {}, flow = deadlyFlow(end)) {
  return fit(flow, rows, {
    epochs: 2,
    batchSize: 8,
    workers: { count: 2, setup: SETUP },
    ...options,
  });
}

const valuesOf = ({ parameters }: Flow) => parameters.map(({ variable }) => [...variable.dataSync()]);

/** Every thread has a port to this one. */
const threads = () => process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

describe('a worker that', () => {
  it.each<[End['way'], string]>([
    ['exit', 'Worker 2 of 2 ended with exit code 3 before the run was over.'],
    ['throw', 'Worker 2 of 2 failed: RangeError: a layer gave up'],
    ['uncaught', 'Worker 2 of 2 failed: nobody catches this'],
  ])('ends by %s ends the run with its error, and the last checkpoint is whole', async (way, message) => {
    const flow = deadlyFlow({ way, at: 7 });
    const checkpoint = { store: memoryStore(), every: 2 };
    const before = memory().numTensors;
    const error = expect.objectContaining({
      name: 'FlowError',
      code: 'worker-failed',
      argument: 'workers',
      message: expect.stringContaining(message),
    });
    await expect(run({ way, at: 7 }, { checkpoint }, flow)).rejects.toEqual(error);
    expect(memory().numTensors).toBe(before);
    expect(threads()).toBe(0);
    const again = deadlyFlow({ way, at: 7 });
    const report = await run({ way, at: 7 }, { checkpoint }, again);
    expect(report).toMatchObject({ stopped: 'finished', steps: 10, resumed: { step: 6 } });
    const whole = deadlyFlow({ way: 'never', at: 0 });
    await run({ way: 'never', at: 0 }, {}, whole);
    expect(valuesOf(again)).toEqual(valuesOf(whole));
  });

  it('is ended by others ends the run', async () => {
    let made: Worker | undefined;
    const create = () => {
      const url = new URL('./own-worker.fixture.ts', import.meta.url);
      made = new Worker(url);
      return made;
    };
    const ended = run(
      { way: 'never', at: 0 },
      {
        epochs: 1000,
        workers: { count: 2, create },
        onProgress({ step }) {
          expect(threads()).toBe(1);
          if (step === 3) void made?.terminate();
        },
      },
    );
    await expect(ended).rejects.toMatchObject({ code: 'worker-failed' });
    expect(threads()).toBe(0);
  });

  it('ends while weights move leaves them as they were after the step before', async () => {
    const create = () => new Worker(new URL('./ends-at-move.fixture.ts', import.meta.url));
    const flow = realNVP({ features: 2, couplings: 2, hidden: MANY, seed: 1 });
    const after: number[] = [];
    const ended = fit(flow, rows, {
      batchSize: 8,
      workers: { count: 2, create },
      onProgress: () => after.push(crc32c(flow.save())),
    });
    await expect(ended).rejects.toThrow('Worker 2 of 2 ended with exit code 3');
    expect(after).toHaveLength(3);
    expect(after[1]).not.toBe(after[2]);
    expect(crc32c(flow.save())).toBe(after[2]);
  });

  it.each(['not-finite'] as const)('meets a loss that is %s skips the step everywhere', async (way) => {
    const steps: string[] = [];
    const report = await run({ way, at: 3 }, { onProgress: ({ type }) => steps.push(type) });
    expect(report).toMatchObject({ stopped: 'finished', steps: 10, nonFiniteSteps: 1 });
    expect(steps.indexOf('skip')).toBe(2);
    expect(steps.filter((type) => type === 'skip')).toHaveLength(1);
  });

  it('does not know a layer says how it would', async () => {
    const stranger = fit(sabotagedFlow({ fails: undefined }), bentLine(20), { batchSize: 4, workers: 2 });
    await expect(stranger).rejects.toThrow(/worker-failed.*unknown-kind.*failing.*workers: \{ count, setup/);
    expect(threads()).toBe(0);
  });

  it.each([
    ['is not there', new URL('./no-such-module.ts', import.meta.url)],
    ['throws', 'data:text/javascript,throw new Error("not today")'],
  ])('has a setup that %s ends the run before a step', async (_, setup) => {
    const steps: unknown[] = [];
    const options = { workers: { count: 2, setup }, onProgress: (event: unknown) => steps.push(event) };
    await expect(run({ way: 'never', at: 0 }, options)).rejects.toMatchObject({ code: 'worker-failed' });
    expect(steps).toEqual([]);
    expect(threads()).toBe(0);
  });

  it('never gets ready is ended by the signal', async () => {
    const setup = new URL('./endless-setup.fixture.ts', import.meta.url);
    const report = await run(
      { way: 'never', at: 0 },
      {
        workers: { count: 2, setup },
        signal: AbortSignal.timeout(1500),
      },
    );
    expect(report).toMatchObject({ stopped: 'aborted', steps: 0 });
    expect(threads()).toBe(0);
  });
});

it('a signal ends a run between steps', async () => {
  const stop = new AbortController();
  const onProgress = () => void setTimeout(() => stop.abort());
  const report = await run({ way: 'never', at: 0 }, { epochs: 1_000_000, signal: stop.signal, onProgress });
  expect(report.stopped).toBe('aborted');
  expect(report.steps).toBeGreaterThan(0);
  expect(threads()).toBe(0);
});

describe('a process', () => {
  const script = join(import.meta.dirname, 'process-with-workers.fixture.ts');

  it.each<[string, NodeJS.Signals | undefined, object]>([
    ['ends by itself after a run', undefined, { stopped: 'finished' }],
    ['ends by itself when a worker dies', undefined, { code: 'worker-failed' }],
    ['ends by Ctrl-C after its step', 'SIGINT', { stopped: 'aborted' }],
  ])('%s', async (title, signal, expected) => {
    const way = title.includes('dies') ? 'exit' : 'never';
    const child = spawn(process.execPath, ['--conditions=@flow/source', script, way, String(signal)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (text: Buffer) => {
      printed += text.toString();
      if (signal && text.includes('stepping')) child.kill(signal);
    });
    const [code] = await once(child, 'close');
    expect(code).toBe(0);
    expect(JSON.parse(printed.trim().split('\n').at(-1) ?? '')).toMatchObject(expected);
  });
});
