import { expect, it } from 'vitest';
import { createGate } from './gate.ts';

const signal = () => new AbortController().signal;
/** Whether a promise is settled by now. */
const settled = (promise: Promise<void>) =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setTimeout(resolve, 0, false))]);

it('a closed gate holds until it opens', async () => {
  const gate = createGate();
  const passing = gate.pass(signal());
  expect(await settled(passing)).toBe(false);
  gate.open();
  expect(await settled(passing)).toBe(true);
  expect(await settled(gate.pass(signal()))).toBe(true);
});

it('admits as many single steps as were asked for', async () => {
  const gate = createGate();
  gate.admitOne();
  gate.admitOne();
  expect(await settled(gate.pass(signal()))).toBe(true);
  expect(await settled(gate.pass(signal()))).toBe(true);
  expect(await settled(gate.pass(signal()))).toBe(false);
});

it('steps asked for before it opened are not owed after it closed again', async () => {
  const gate = createGate();
  gate.admitOne();
  gate.open();
  gate.close();
  expect(await settled(gate.pass(signal()))).toBe(false);
});

it('an abort ends the waiting with its reason', async () => {
  const gate = createGate();
  const ending = new AbortController();
  const passing = gate.pass(ending.signal);
  ending.abort(new Error('over'));
  await expect(passing).rejects.toThrow('over');
});
