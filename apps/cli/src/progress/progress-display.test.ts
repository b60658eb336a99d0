import type { StepEvent } from '@flow/train';
import { describe, expect, it } from 'vitest';
import { createProgressDisplay } from './progress-display.ts';

const telling = { measure: { unit: 'nats', perNat: 1 }, counts: 'epochs' } as const;

function step(number: number, loss: number): StepEvent {
  return {
    type: 'step',
    epoch: 0,
    epochs: 2,
    step: number,
    steps: 20,
    loss,
    gradientNorm: 1,
    learningRate: 1,
    rowsPerSecond: 100,
    secondsLeft: 1,
  };
}

function watched(isTTY: boolean, columns = 100) {
  const clock = { now: 0 };
  const written: string[] = [];
  const screen = { isTTY, columns, write: (text: string) => written.push(text) };
  return { clock, written, display: createProgressDisplay(screen, telling, () => clock.now) };
}

describe('the progress display', () => {
  it('overwrites one line of a terminal, at most ten times a second', () => {
    const { clock, written, display } = watched(true);
    for (let i = 1; i <= 20; i++) {
      clock.now = i * 50;
      display.show(step(i, 1));
    }
    expect(written).toHaveLength(10);
    expect(written.every((text) => text.startsWith('\r\x1b[K') && !text.includes('\n'))).toBe(true);
    display.end();
    expect(written.at(-1)).toBe('\n');
  });

  it('takes a terminal that does not know its width for one of 80 columns', () => {
    const { written, display } = watched(true, 0);
    display.show(step(10, 1));
    expect(written.join('')).toContain('epoch 1/2  loss 1.000 nats');
  });

  it('adds a plain line every five seconds elsewhere', () => {
    const { clock, written, display } = watched(false);
    for (let i = 1; i <= 20; i++) {
      clock.now = i * 1000;
      display.show(step(i, 1));
    }
    expect(written).toHaveLength(4);
    expect(written[0]).toBe('epoch 1/2  loss 1.000 nats  100 rows/s  0:01 left\n');
    expect(written.join('')).not.toContain('\x1b');
  });

  it('ends with the last state, held-out loss included', () => {
    const { clock, written, display } = watched(false);
    display.show(step(1, 3));
    clock.now = 10;
    display.show(step(2, 2));
    const validation = { rows: 1, nll: 2.5, nllStandardError: 0, nllPerDim: 1 };
    display.show({ ...step(2, 2), type: 'epoch', isBest: true, validation });
    expect(written).toHaveLength(1);
    display.end();
    expect(written[1]).toBe('epoch 1/2  loss 2.900, held out 2.500 nats  100 rows/s  0:01 left\n');
  });

  it('prints nothing where nothing happened', () => {
    const { written, display } = watched(true);
    display.end();
    expect(written).toEqual([]);
  });
});
