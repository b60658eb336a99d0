import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { init } from '@flow/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { crc32c } from './crc32c.ts';
import { fit } from './fit.ts';
import { jsonLines } from './json-lines.ts';
import { bentLine, type Saboteur, sabotagedFlow, smallFlow } from './plane.fixture.ts';
import type { ProgressEvent, StatisticsEvent } from './progress.ts';
import { tensorBoard } from './tensor-board.ts';

beforeAll(() => init());

const rows = bentLine(40);

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'sinks-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

describe('JSON lines', () => {
  it('are the events of the run, one a line', () =>
    inFolder(async (folder) => {
      const path = join(folder, 'logs', 'run.jsonl');
      const events: ProgressEvent[] = [];
      await fit(smallFlow(), rows, {
        epochs: 3,
        batchSize: 10,
        sinks: [jsonLines(path)],
        onProgress: (event) => events.push(event),
      });
      const lines = (await readFile(path, 'utf8')).trim().split('\n');
      expect(lines.map((line) => JSON.parse(line))).toEqual(events);
      expect(lines.length).toBe(15);
    }));

  it('keep their order where the target is slow, and write null for what is not finite', async () => {
    let text = '';
    const slow = async (bytes: Uint8Array) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      text += new TextDecoder().decode(bytes);
    };
    const saboteur: Saboteur = { fails: 'loss' };
    const sinks = [jsonLines(slow)];
    await fit(sabotagedFlow(saboteur), rows, { epochs: 4, batchSize: 10, maxSkipped: 9, sinks });
    const events = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as ProgressEvent);
    expect(events.map(({ step }) => step)).toEqual([1, 2, 3, 4, 4, 5, 6, 7, 8, 8, 9, 9]);
    expect(events[0]).toMatchObject({ type: 'skip', loss: null });
  });

  it('that cannot be written end the run with the reason, and all sinks are closed', async () => {
    let closed = 0;
    const watch = {
      write() {},
      async close() {
        closed += 1;
      },
    };
    const full = jsonLines(() => Promise.reject(new RangeError('the disk is full')));
    const options = { epochs: 1, sinks: [full, watch] };
    await expect(fit(smallFlow(), rows, options)).rejects.toThrow('the disk is full');
    await expect(fit(smallFlow(), [[1, Number.NaN]], options)).rejects.toMatchObject({
      code: 'invalid-data',
    });
    expect(closed).toBe(2);
  });
});

type Field = { readonly field: number; readonly value: number | Uint8Array };

/** A plain reader of protocol buffers: varints, doubles, floats and pieces of bytes. */
function fieldsOf(bytes: Uint8Array): Field[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields: Field[] = [];
  let at = 0;
  const skip = (length: number) => {
    at += length;
    return at - length;
  };
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[skip(1)] as number;
      value += (byte & 127) * scale;
      scale *= 128;
      if (byte < 128) return value;
    }
  };
  const piece = (length: number) => bytes.subarray(skip(length), at);
  while (at < bytes.length) {
    const key = varint();
    const [field, wire] = [key >> 3, key & 7];
    if (wire === 0) fields.push({ field, value: varint() });
    else if (wire === 1) fields.push({ field, value: view.getFloat64(skip(8), true) });
    else if (wire === 5) fields.push({ field, value: view.getFloat32(skip(4), true) });
    else fields.push({ field, value: piece(varint()) });
  }
  return fields;
}

const masked = (crc: number) => ((((crc >>> 15) | (crc << 17)) >>> 0) + 0xa282ead8) % 2 ** 32;

/** Data of the records of a file, each checksum checked. */
function recordsOf(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    expect(view.getUint32(at + 8, true)).toBe(masked(crc32c(bytes.subarray(at, at + 8))));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(at + 12 + length, true)).toBe(masked(crc32c(data)));
    records.push(data);
    at += 16 + length;
  }
  return records;
}

const textOf = (value: Field['value'] | undefined) => new TextDecoder().decode(value as Uint8Array);
const at = (fields: readonly Field[], field: number) => fields.find((f) => f.field === field)?.value;

/** Step, tag and value of each scalar in a record. */
function scalarsOf(record: Uint8Array): (string | number)[][] {
  const event = fieldsOf(record);
  const summary = at(event, 5);
  if (!(summary instanceof Uint8Array)) return [];
  return fieldsOf(summary).map(({ value }) => {
    const scalar = fieldsOf(value as Uint8Array);
    return [at(event, 2) as number, textOf(at(scalar, 1)), at(scalar, 2) as number];
  });
}

describe('TensorBoard', () => {
  it('files hold the scalars of the run, with the time and the step', () =>
    inFolder(async (folder) => {
      const events: ProgressEvent[] = [];
      let now = 1_700_000_000;
      await fit(smallFlow(), rows, {
        epochs: 40,
        batchSize: 10,
        validation: bentLine(5, 1),
        sinks: [tensorBoard(folder, { clock: () => now++ })],
        onProgress: (event) => events.push(event),
      });
      const [name = ''] = await readdir(folder);
      expect(name).toBe('events.out.tfevents.1700000000.flow');
      const [first, ...records] = recordsOf(new Uint8Array(await readFile(join(folder, name))));
      expect(textOf(at(fieldsOf(first as Uint8Array), 3))).toBe('brain.Event:2');
      expect(records.map((record) => at(fieldsOf(record), 1))).toEqual(
        events.map((_, i) => 1_700_000_001 + i),
      );
      const expected = events.map((event) => {
        if (event.type === 'step') {
          const { step, loss, gradientNorm, learningRate } = event;
          return [
            [step, 'train/loss', Math.fround(loss)],
            [step, 'train/gradientNorm', Math.fround(gradientNorm)],
            [step, 'train/learningRate', Math.fround(learningRate)],
          ];
        }
        const { step, loss, validation } = event as Extract<ProgressEvent, { type: 'epoch' }>;
        return [
          [step, 'epoch/loss', Math.fround(loss)],
          [step, 'validation/nll', Math.fround(validation?.nll as number)],
        ];
      });
      expect(records.map(scalarsOf)).toEqual(expected);
      // Steps above 127 take two bytes.
      expect(events.at(-1)?.step).toBe(160);
    }));

  it('holds the statistics of each layer by its path', async () => {
    const parts: Uint8Array[] = [];
    const looks: ProgressEvent[] = [];
    await fit(smallFlow(), rows, {
      maxSteps: 1,
      batchSize: 10,
      statistics: { every: 1 },
      sinks: [tensorBoard((bytes) => void parts.push(bytes))],
      onProgress: (event) => event.type === 'statistics' && looks.push(event),
    });
    const [look] = looks as StatisticsEvent[];
    const records = parts.flatMap((bytes) => recordsOf(bytes)).map(scalarsOf);
    const written = records.find((scalars) => String(scalars[0]?.[1]).startsWith('layers/'));
    expect(written?.length).toBe(6 * 7);
    expect(written?.slice(0, 7)).toEqual(
      Object.entries({
        'logDet/mean': look?.layers[0]?.logDet.mean,
        'logDet/std': look?.layers[0]?.logDet.std,
        'logDet/min': look?.layers[0]?.logDet.min,
        'logDet/max': look?.layers[0]?.logDet.max,
        'activation/mean': look?.layers[0]?.activation.mean,
        'activation/std': look?.layers[0]?.activation.std,
        'activation/maxAbs': look?.layers[0]?.activation.maxAbs,
      }).map(([name, value]) => [1, `layers/bijector.5/${name}`, Math.fround(value as number)]),
    );
  });

  it('tells steps that were skipped', async () => {
    const parts: Uint8Array[] = [];
    const sinks = [tensorBoard((bytes) => void parts.push(bytes))];
    await fit(sabotagedFlow({ fails: 'gradient' }), rows, { epochs: 1, batchSize: 40, sinks });
    const records = parts.flatMap((bytes) => recordsOf(bytes)).flatMap(scalarsOf);
    expect(records[0]).toEqual([1, 'train/skipped', 1]);
  });
});
