import { init } from '@flow/backend';
import { loadFlow, realNVP } from '@flow/models';
import { beforeAll, expect, it, vi } from 'vitest';
import { createDesk } from './desk.ts';
import type { Report } from './messages.ts';
import { SMALL_RUN } from './session.fixture.ts';

beforeAll(() => init({ reproducible: true }));

function openDesk() {
  const reports: Report[] = [];
  const rest = () => new Promise<void>((resolve) => setImmediate(resolve));
  const desk = createDesk({ tell: (report) => reports.push(report), rest, loadFlow });
  const open = (run: number, more: object = {}) =>
    desk.handle({ type: 'open', run, settings: SMALL_RUN, ...more });
  const lastOf = <Type extends Report['type']>(type: Type) =>
    reports.filter((report): report is Extract<Report, { type: Type }> => report.type === type).at(-1);
  return { desk, open, reports, lastOf };
}

it('answers a ping', async () => {
  const { desk, reports } = openDesk();
  await desk.handle({ type: 'ping' });
  expect(reports).toEqual([{ type: 'pong' }]);
});

it.each([
  null,
  'open',
  { type: 'explode', run: 1 },
  { type: 'pause' },
  { type: 'open', run: 1 },
  { type: 'open', run: 1, settings: { ...SMALL_RUN, couplings: 1e9 } },
  { type: 'open', run: 1, settings: SMALL_RUN, model: 'bytes' },
])('a message that nobody may send is refused and the desk lives: %j', async (message) => {
  const { desk, open, lastOf } = openDesk();
  await desk.handle(message);
  expect(lastOf('failed')).toMatchObject({ at: 'request' });
  await open(2);
  expect(lastOf('opened')).toMatchObject({ run: 2, origin: 'settings' });
});

it('saves what it trains, and opens what it saved: the same picture', async () => {
  const { desk, open, lastOf } = openDesk();
  await open(1);
  await desk.handle({ type: 'step', run: 1 });
  await vi.waitFor(() => expect(lastOf('picture')?.step).toBe(1), 10_000);
  const before = lastOf('picture');
  await desk.handle({ type: 'save', run: 1 });
  await open(2, { model: lastOf('saved')?.bytes });
  expect(lastOf('opened')).toMatchObject({ run: 2, origin: 'file' });
  await vi.waitFor(() => expect(lastOf('picture')?.run).toBe(2), 10_000);
  expect(lastOf('picture')?.logProb).toEqual(before?.logProb);
});

it('a broken model file is refused with the reason, and the run before it goes on', async () => {
  const { desk, open, lastOf } = openDesk();
  await open(1);
  await open(2, { model: Uint8Array.of(1, 2, 3) });
  expect(lastOf('failed')).toMatchObject({ at: 'load', code: 'invalid-file' });
  await desk.handle({ type: 'save', run: 1 });
  expect(lastOf('saved')?.run).toBe(1);
});

it('a model of more than two features is refused', async () => {
  const { open, lastOf } = openDesk();
  const flow = realNVP({ features: 3, couplings: 2, hidden: [4] });
  await open(1, { model: flow.save() });
  expect(lastOf('failed')).toMatchObject({ at: 'load', code: 'invalid-file' });
  flow.dispose();
});

it('what is meant for an older run does nothing to the new one', async () => {
  const { desk, open, lastOf } = openDesk();
  await open(1);
  await open(2);
  await vi.waitFor(() => expect(lastOf('picture')?.run).toBe(2), 10_000);
  await desk.handle({ type: 'save', run: 1 });
  await desk.handle({ type: 'step', run: 1 });
  expect(lastOf('saved')).toBeUndefined();
  expect(lastOf('progress')).toMatchObject({ run: 2, step: 0 });
});
