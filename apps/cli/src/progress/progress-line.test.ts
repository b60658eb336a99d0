import { describe, expect, it } from 'vitest';
import { duration } from './duration.ts';
import { progressBar, progressText, type Standing } from './progress-line.ts';

const bits = { unit: 'bits/dim', perNat: 0.5 };
const standing: Standing = {
  epoch: 8,
  epochs: 60,
  step: 110,
  steps: 660,
  loss: 4.5,
  validation: undefined,
  rowsPerSecond: 12_345.6,
  secondsLeft: 75.2,
};

describe('the progress line', () => {
  it('tells epoch, loss in the unit of the job, rate and time left', () => {
    expect(progressText(standing, bits)).toBe('epoch  9/60  loss 2.250 bits/dim  12,346 rows/s  1:15 left');
    expect(progressText({ ...standing, validation: 4.6, secondsLeft: undefined }, bits)).toBe(
      'epoch  9/60  loss 2.250, held out 2.300 bits/dim  12,346 rows/s',
    );
  });

  it('fills its bar with the share of the steps that are done', () => {
    const bar = (step: number) => progressBar({ ...standing, step }, bits, 200).split('  ')[0];
    expect(bar(0)).toBe('╌'.repeat(24));
    expect(bar(330)).toBe(`${'━'.repeat(12)}${'╌'.repeat(12)}`);
    expect(bar(660)).toBe('━'.repeat(24));
  });

  it('never wraps', () => {
    for (let columns = 1; columns < 120; columns++)
      expect(progressBar(standing, bits, columns).length).toBeLessThan(columns);
  });

  it('writes durations as people read them', () => {
    expect([0, 7.4, 59.6, 750, 3605].map(duration)).toEqual(['0:00', '0:07', '1:00', '12:30', '1:00:05']);
  });
});
