import type { Report, Request } from './messages.ts';
import { readReport } from './read-report.ts';

/** The worker as the page sees it: typed messages both ways, and a life that is watched. */
export type Engine = {
  send(request: Request): void;
  /** Ends the worker. */
  close(): void;
};

export type EngineOptions = {
  readonly createWorker: () => Worker;
  readonly onReport: (report: Report) => void;
  /** The worker is gone, once: it failed, fell silent or said what nobody understands. */
  readonly onDeath: (cause: Death) => void;
  readonly heartbeatMs?: number;
};

export type Death = { readonly cause: 'error' | 'silent' | 'gibberish'; readonly detail: string };

/** A worker that says nothing for so many heartbeats is dead; the longest single step takes less than one. */
const SILENT_BEATS = 6;
const HEARTBEAT_MS = 1000;

export function createEngine({
  createWorker,
  onReport,
  onDeath,
  heartbeatMs = HEARTBEAT_MS,
}: EngineOptions): Engine {
  const worker = createWorker();
  let silentBeats = 0;
  let isBooted = false;
  const close = () => {
    clearInterval(heartbeat);
    worker.onmessage = worker.onerror = worker.onmessageerror = null;
    worker.terminate();
  };
  const die = (death: Death) => {
    close();
    onDeath(death);
  };
  const heartbeat = setInterval(() => {
    // Before it has booted a worker may still be on its way over a slow network.
    if (isBooted) silentBeats += 1;
    if (silentBeats > SILENT_BEATS) die({ cause: 'silent', detail: '' });
    else worker.postMessage({ type: 'ping' } satisfies Request);
  }, heartbeatMs);
  worker.onmessage = ({ data }: MessageEvent<unknown>) => {
    silentBeats = 0;
    let report: Report;
    try {
      report = readReport(data);
    } catch (error) {
      die({ cause: 'gibberish', detail: String(error) });
      return;
    }
    if (report.type === 'booted') isBooted = true;
    if (report.type !== 'pong') onReport(report);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    die({ cause: 'error', detail: event.message ?? '' });
  };
  worker.onmessageerror = () => die({ cause: 'gibberish', detail: 'messageerror' });
  return { send: (request) => worker.postMessage(request), close };
}
