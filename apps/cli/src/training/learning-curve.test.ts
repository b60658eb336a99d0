import type { ProgressEvent } from '@flow/train';
import { expect, it } from 'vitest';
import { recordCurve } from './learning-curve.ts';

const position = { epoch: 0, epochs: 1, steps: 300 };
const step = (number: number, loss: number): ProgressEvent => ({
  ...position,
  type: 'step',
  step: number,
  loss,
  gradientNorm: 1,
  learningRate: 1,
  rowsPerSecond: 1,
  secondsLeft: 1,
});

it('keeps each step of a short run', () => {
  const recorder = recordCurve();
  for (const number of [1, 2, 3]) recorder.watch(step(number, number / 10));
  const validation = { rows: 1, nll: 0.25, nllStandardError: 0, nllPerDim: 1 };
  recorder.watch({ ...position, type: 'epoch', step: 3, loss: 0.2, isBest: true, validation });
  expect(recorder.curve()).toEqual({
    training: [1, 2, 3].map((number) => ({ step: number, nll: number / 10 })),
    heldOut: [{ step: 3, nll: 0.25 }],
  });
});

it('averages a long run over stretches, the last one shorter', () => {
  const recorder = recordCurve();
  for (let number = 1; number <= 301; number++) recorder.watch(step(number, number));
  const { training, heldOut } = recorder.curve();
  expect(training).toHaveLength(101);
  expect(training.slice(0, 2)).toEqual([
    { step: 3, nll: 2 },
    { step: 6, nll: 5 },
  ]);
  expect(training.at(-1)).toEqual({ step: 301, nll: 301 });
  expect(heldOut).toEqual([]);
});

it('leaves out steps that were skipped', () => {
  const recorder = recordCurve();
  recorder.watch({ ...position, type: 'skip', step: 1, loss: Number.NaN, learningRate: 1e-3, path: 'x' });
  expect(recorder.curve().training).toEqual([]);
});
