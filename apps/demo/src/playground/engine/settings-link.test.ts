import { describe, expect, it } from 'vitest';
import { MOST_POINTS_IN_LINK } from './painted-points.ts';
import { DEFAULT_SETTINGS, type RunSettings } from './run-settings.ts';
import { settingsFromQuery, settingsToQuery } from './settings-link.ts';
import { WireError } from './wire.ts';

const painted = (count: number): RunSettings => ({
  ...DEFAULT_SETTINGS,
  density: 'painted',
  points: Uint16Array.from({ length: 2 * count }, (_, i) => (i * 997) % 4096),
});

describe('a link', () => {
  it('brings back every setting', () => {
    const settings: RunSettings = {
      ...DEFAULT_SETTINGS,
      density: 'rings',
      couplings: 7,
      width: 24,
      depth: 1,
      mixing: 'linear',
      activation: 'tanh',
      actNorm: 'on',
      learningRate: 0.00123,
      schedule: 'constant',
      warmup: 11,
      clipNorm: 2.5,
      weightDecay: 0.01,
      batch: 100,
      steps: 321,
      seed: 4_294_967_295,
    };
    expect(settingsFromQuery(settingsToQuery(settings))).toEqual(settings);
  });

  it('brings back painted points, to the site', () => {
    const settings = painted(500);
    expect(settingsFromQuery(settingsToQuery(settings))).toEqual(settings);
  });

  it('writes fields that stand at their default, so that it keeps its meaning when a default changes', () => {
    const query = new URLSearchParams(settingsToQuery(DEFAULT_SETTINGS));
    expect([...query.keys()].sort()).toEqual(
      Object.keys(DEFAULT_SETTINGS)
        .filter((name) => name !== 'points')
        .sort(),
    );
  });

  it('refuses more painted points than it can carry, and carries as many as it says', () => {
    expect(() => settingsToQuery(painted(MOST_POINTS_IN_LINK + 1))).toThrow(WireError);
    expect(settingsToQuery(painted(MOST_POINTS_IN_LINK)).length).toBeLessThan(6500);
  });

  it.each([
    ['couplings=0', 'couplings'],
    ['couplings=2.5', 'couplings'],
    ['width=', 'width'],
    ['seed=-1', 'seed'],
    ['learningRate=NaN', 'learningRate'],
    ['learningRate=Infinity', 'learningRate'],
    ['density=moons', 'density'],
    ['mixing=__proto__', 'mixing'],
    ['density=painted&points=AAA', 'points'],
    ['density=painted&points=AA!A', 'points'],
  ])('%s is refused by the name of its field', (query, field) => {
    let thrown: unknown;
    try {
      settingsFromQuery(query);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(WireError);
    expect((thrown as WireError).field).toBe(field);
  });

  it('does not stumble over fields of others', () => {
    expect(settingsFromQuery('utm_source=x&couplings=3')).toEqual({ ...DEFAULT_SETTINGS, couplings: 3 });
  });
});
