import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEngine, type Death } from './engine.ts';
import type { Report } from './messages.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A worker whose every word the test speaks. */
function stage() {
  const sent: unknown[] = [];
  const worker = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    onerror: null as ((event: { preventDefault(): void; message?: string }) => void) | null,
    onmessageerror: null,
    isTerminated: false,
    postMessage: (message: unknown) => void sent.push(message),
    terminate() {
      worker.isTerminated = true;
    },
  };
  const reports: Report[] = [];
  const deaths: Death[] = [];
  const engine = createEngine({
    createWorker: () => worker as unknown as Worker,
    onReport: (report) => reports.push(report),
    onDeath: (death) => deaths.push(death),
  });
  const say = (data: unknown) => worker.onmessage?.({ data });
  return { engine, worker, sent, reports, deaths, say };
}

it('a worker that answers lives', () => {
  const { deaths, say, reports } = stage();
  say({ type: 'booted', message: 'on wasm' });
  for (let second = 0; second < 60; second++) {
    vi.advanceTimersByTime(1000);
    say({ type: 'pong' });
  }
  expect(deaths).toEqual([]);
  expect(reports).toEqual([{ type: 'booted', message: 'on wasm' }]);
});

it('a worker that falls silent is dead after some seconds, once', () => {
  const { deaths, say, worker } = stage();
  say({ type: 'booted', message: 'on wasm' });
  vi.advanceTimersByTime(60_000);
  expect(deaths).toEqual([{ cause: 'silent', detail: '' }]);
  expect(worker.isTerminated).toBe(true);
});

it('a worker that is still on its way is waited for', () => {
  const { deaths } = stage();
  vi.advanceTimersByTime(60_000);
  expect(deaths).toEqual([]);
});

it('an uncaught error is death, and what comes after it is not heard', () => {
  const { deaths, reports, worker, say } = stage();
  worker.onerror?.({ preventDefault() {}, message: 'boom' });
  say({ type: 'booted', message: 'late' });
  expect(deaths).toEqual([{ cause: 'error', detail: 'boom' }]);
  expect(reports).toEqual([]);
});

it('words that nobody understands are death', () => {
  const { deaths, say } = stage();
  say({ type: 'progress', run: 1 });
  expect(deaths).toMatchObject([{ cause: 'gibberish' }]);
});

it('an engine that was closed is silent and not mourned', () => {
  const { engine, worker, deaths } = stage();
  engine.close();
  vi.advanceTimersByTime(60_000);
  expect(worker.isTerminated).toBe(true);
  expect(deaths).toEqual([]);
});
