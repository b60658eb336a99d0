import { type ByteTarget, createByteQueue, type EventSink } from './event-sink.ts';

/**
 * Events as JSON lines, one object a line. What is not finite, such as the loss of a skipped step, is null.
 *
 * @param target the path of a file that lines are added to (Node), or a function that takes their bytes
 * @example
 * ```ts
 * const lines: string[] = [];
 * const sink = jsonLines((bytes) => void lines.push(new TextDecoder().decode(bytes)));
 * await fit(flow, rows, { epochs: 2, sinks: [sink] });
 * ```
 */
export function jsonLines(target: ByteTarget): EventSink {
  const queue = createByteQueue(target);
  const encoder = new TextEncoder();
  return {
    write: (event) => queue.add(encoder.encode(`${JSON.stringify(event)}\n`)),
    close: queue.close,
  };
}
