import type { LayerStatistics } from '@flow/models';
import { crc32c } from './crc32c.ts';
import { type ByteTarget, createByteQueue, type EventSink, join } from './event-sink.ts';
import type { ProgressEvent } from './progress.ts';

export type TensorBoardOptions = {
  /** Seconds since 1970; default the machine's clock. */
  readonly clock?: () => number;
};

/**
 * Events as a file for TensorBoard: scalars by step of the loss, gradient norm and learning rate, skipped steps, of
 * each epoch the loss and validation, and of each layer its statistics where they are asked for.
 *
 * @param target a folder for the file (Node), or a function that takes its bytes
 * @see https://github.com/tensorflow/tensorboard (event.proto, summary.proto); TFRecord framing with masked CRC-32C
 * @example
 * ```ts
 * const parts: Uint8Array[] = [];
 * await fit(flow, rows, { epochs: 2, sinks: [tensorBoard((bytes) => void parts.push(bytes))] });
 * ```
 */
export function tensorBoard(
  target: ByteTarget,
  { clock = () => Date.now() / 1000 }: TensorBoardOptions = {},
): EventSink {
  const started = clock();
  const file =
    typeof target === 'string' ? `${target}/events.out.tfevents.${Math.floor(started)}.flow` : target;
  const queue = createByteQueue(file);
  queue.add(record(join([double(1, started), text(3, 'brain.Event:2')])));
  return {
    write(event) {
      const values = scalarsOf(event).map(([tag, value]) =>
        message(1, join([text(1, tag), float(2, value)])),
      );
      const head = [double(1, clock()), varint(2, event.step)];
      queue.add(record(join([...head, message(5, join(values))])));
    },
    close: queue.close,
  };
}

function scalarsOf(event: ProgressEvent): [tag: string, value: number][] {
  if (event.type === 'skip') return [['train/skipped', 1]];
  if (event.type === 'statistics') return event.layers.flatMap(layerScalars);
  if (event.type === 'epoch') {
    const { loss, validation } = event;
    const held = validation ? ([['validation/nll', validation.nll]] as [string, number][]) : [];
    return [['epoch/loss', loss], ...held];
  }
  const { loss, gradientNorm, learningRate, bitsPerDim } = event;
  return [
    ['train/loss', loss],
    ['train/gradientNorm', gradientNorm],
    ['train/learningRate', learningRate],
    ...(bitsPerDim === undefined ? [] : ([['train/bitsPerDim', bitsPerDim]] as [string, number][])),
  ];
}

function layerScalars({ path, logDet, activation }: LayerStatistics): [tag: string, value: number][] {
  const all = { logDet, activation };
  return Object.entries(all).flatMap(([of, figures]) =>
    Object.entries(figures).map(([name, value]): [string, number] => [`layers/${path}/${of}/${name}`, value]),
  );
}

/** A TFRecord: length, its checksum, the data, their checksum. */
function record(data: Uint8Array): Uint8Array {
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(data.length), true);
  return join([length, checksum(length), data, checksum(data)]);
}

function checksum(bytes: Uint8Array): Uint8Array {
  const crc = crc32c(bytes);
  const rotated = ((crc >>> 15) | (crc << 17)) >>> 0;
  const out = new Uint8Array(4);
  new DataView(out.buffer).setUint32(0, (rotated + 0xa282ead8) >>> 0, true);
  return out;
}

/** Wire types of protocol buffers. */
const [VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES] = [0, 1, 2, 5];

function double(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(9);
  bytes[0] = (field << 3) | EIGHT_BYTES;
  new DataView(bytes.buffer).setFloat64(1, value, true);
  return bytes;
}

function float(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(5);
  bytes[0] = (field << 3) | FOUR_BYTES;
  new DataView(bytes.buffer).setFloat32(1, value, true);
  return bytes;
}

function varint(field: number, value: number, wire = VARINT): Uint8Array {
  const bytes = [(field << 3) | wire];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 128);
  return Uint8Array.of(...bytes, left);
}

function message(field: number, content: Uint8Array): Uint8Array {
  return join([varint(field, content.length, LENGTH), content]);
}

function text(field: number, value: string): Uint8Array {
  return message(field, new TextEncoder().encode(value));
}
