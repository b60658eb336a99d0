import { expect, it } from 'vitest';
import type { Report, Request } from './engine/messages.ts';
import { DEFAULT_SETTINGS } from './engine/run-settings.ts';
import { createPlaygroundState } from './playground-state.ts';

/** The page's side with a worker whose every word the test speaks. */
function stage() {
  const sent: Request[] = [];
  const worker = {
    onmessage: null as ((event: { data: unknown }) => void) | null,
    postMessage: (message: Request) => void (message.type === 'ping' || sent.push(message)),
    terminate() {},
  };
  const play = createPlaygroundState(() => worker as unknown as Worker, DEFAULT_SETTINGS);
  const say = (report: Report) => worker.onmessage?.({ data: report });
  const opened = (run: number) =>
    say({
      type: 'opened',
      run,
      box: { x: [0, 1], y: [0, 1] },
      data: new Float32Array(),
      exact: new Float32Array(),
      parameters: 1,
      kinds: [],
      origin: 'settings',
    });
  const progress = (run: number, state: 'ready' | 'running', losses: number[] = []) =>
    say({
      type: 'progress',
      run,
      state,
      step: losses.length,
      losses: Float32Array.from(losses),
      gradientNorms: new Float32Array(losses.length),
      evaluations: [],
      standing: null,
      stepsPerSecond: 0,
      skipped: 0,
      tensors: 0,
    });
  const orders = () => sent.splice(0).map(({ type, ...rest }) => `${type} ${'run' in rest ? rest.run : ''}`);
  say({ type: 'booted', message: '' });
  return { play, sent, say, opened, progress, orders };
}

it('of many changes in a row the first and the last are opened', () => {
  const { play, sent, opened } = stage();
  for (let couplings = 1; couplings <= 9; couplings++) play.change({ couplings });
  expect(sent).toMatchObject([{ type: 'open', run: 1, settings: { couplings: 1 } }]);
  opened(1);
  expect(sent.slice(1)).toMatchObject([{ type: 'open', run: 9, settings: { couplings: 9 } }]);
  play.close();
});

it('what was in training goes on training after changes, what stood still does not', () => {
  const { play, opened, progress, orders } = stage();
  play.change({ seed: 5 });
  expect(orders()).toEqual(['open 1']);
  opened(1);
  progress(1, 'running');
  play.change({ seed: 6 });
  play.change({ seed: 7 });
  expect(orders()).toEqual(['open 2', 'resume 2']);
  opened(2);
  expect(orders()).toEqual(['open 3', 'resume 3']);
  play.close();
});

it('news of a run that is over are not heard', () => {
  const { play, opened, progress } = stage();
  play.open();
  opened(1);
  progress(1, 'running', [3, 2]);
  expect(play.curve.value.losses).toEqual([3, 2]);
  play.open();
  progress(1, 'running', [1]);
  expect(play.curve.value.losses).toEqual([]);
  expect(play.state.value).toBe('opening');
  play.close();
});

it('a model file takes over when it has opened; one that is no good changes nothing', () => {
  const { play, say, opened, progress } = stage();
  play.open();
  opened(1);
  progress(1, 'running', [3]);
  play.useModel({ name: 'bad', bytes: Uint8Array.of(1) });
  say({ type: 'failed', at: 'load', code: 'invalid-file', message: 'no' });
  progress(1, 'running', [2]);
  expect(play.curve.value.losses).toEqual([3, 2]);
  expect(play.model.value).toBeUndefined();
  expect(play.trouble.value?.kind).toBe('failed');
  play.useModel({ name: 'good', bytes: Uint8Array.of(2) });
  opened(3);
  expect(play.model.value?.name).toBe('good');
  expect(play.curve.value.losses).toEqual([]);
  play.close();
});

it('a model stays while what it learns changes, and goes when the flow is to be built otherwise', () => {
  const { play, opened, sent } = stage();
  play.useModel({ name: 'good', bytes: Uint8Array.of(2) });
  opened(1);
  play.change({ density: 'rings', learningRate: 0.01 });
  expect(sent.at(-1)).toMatchObject({ type: 'open', model: Uint8Array.of(2) });
  opened(2);
  play.change({ couplings: 3 });
  expect(play.model.value).toBeUndefined();
  expect(sent.at(-1)).not.toHaveProperty('model');
  play.close();
});

it('too little to learn from is not sent', () => {
  const { play, sent } = stage();
  play.change({ density: 'painted', points: Uint16Array.of(1, 2) });
  expect(sent).toEqual([]);
  expect(play.isTooFew.value).toBe(true);
  play.change({ density: 'rings' });
  expect(sent).toMatchObject([{ type: 'open' }]);
  play.close();
});
