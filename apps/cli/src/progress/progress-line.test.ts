import { describe, expect, it } from 'vitest';
import { duration } from './duration.ts';
import { progressBar, progressText, type Standing } from './progress-line.ts';

const bits = { measure: { unit: 'bits/dim', perNat: 0.5 }, counts: 'epochs' } as const;
const standing: Standing = {
  epoch: 8,
  epochs: 60,
  step: 110,
  steps: 660,
  loss: 4.5,
  validation: undefined,
  rowsPerSecond: 12_345.6,
  secondsLeft: 75.2,
  elapsed: 15,
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

  it('counts steps where those are the length of the run', () => {
    expect(progressText(standing, { ...bits, counts: 'steps' })).toBe(
      'step 110/660  loss 2.250 bits/dim  12,346 rows/s  1:15 left',
    );
  });

  it('tells the time that is left at most, and fills its bar by it where it ends first', () => {
    const limited = { ...bits, limit: { seconds: 60, minutes: 1.5 } };
    expect(progressText(standing, limited)).toMatch(/ {2}0:45 left, 1.5 min at most$/);
    expect(progressText(standing, { ...bits, limit: { seconds: 600, minutes: 12 } })).toMatch(
      / {2}1:15 left, 12 min at most$/,
    );
    const unknown = { ...standing, secondsLeft: undefined };
    expect(progressText(unknown, limited)).toMatch(/ {2}0:45 left, 1.5 min at most$/);
    const bar = (elapsed: number) => progressBar({ ...standing, elapsed }, limited, 200).split('  ')[0];
    expect(bar(6)).toBe(`${'━'.repeat(4)}${'╌'.repeat(20)}`);
    expect(bar(30)).toBe(`${'━'.repeat(12)}${'╌'.repeat(12)}`);
    expect(bar(61)).toBe('━'.repeat(24));
  });

  it('leaves out the rate where the bar would have no room', () => {
    expect(progressBar({ ...standing, validation: 4.6 }, bits, 80)).toBe(
      `━━━${'╌'.repeat(15)}  epoch  9/60  loss 2.250, held out 2.300 bits/dim  1:15 left`,
    );
  });

  it('never wraps', () => {
    for (let columns = 1; columns < 120; columns++)
      expect(progressBar(standing, bits, columns).length).toBeLessThan(columns);
  });

  it('writes durations as people read them', () => {
    expect([0, 7.4, 59.6, 750, 3605].map(duration)).toEqual(['0:00', '0:07', '1:00', '12:30', '1:00:05']);
  });
});
