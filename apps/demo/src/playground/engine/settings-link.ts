import { MOST_POINTS_IN_LINK, packPoints, unpackPoints } from './painted-points.ts';
import {
  CHOICE_NAMES,
  DEFAULT_SETTINGS,
  NUMBER_NAMES,
  type NumberName,
  type RunSettings,
  readSettings,
} from './run-settings.ts';
import { WireError } from './wire.ts';

/**
 * Settings as a query, `density=rings&couplings=8&…`. Every field is written, so that an old link keeps its
 * meaning when a default changes.
 *
 * @throws WireError where more points were painted than a link can carry
 */
export function settingsToQuery(settings: RunSettings): string {
  const query = new URLSearchParams();
  for (const name of [...CHOICE_NAMES, ...NUMBER_NAMES]) query.set(name, String(settings[name]));
  if (settings.density === 'painted') {
    const count = settings.points.length / 2;
    if (count > MOST_POINTS_IN_LINK) {
      throw new WireError('points', `at most ${MOST_POINTS_IN_LINK} painted points in a link`, count);
    }
    query.set('points', packPoints(settings.points));
  }
  return query.toString();
}

/** The settings of a query; what it does not name has its default. @throws WireError that names the field */
export function settingsFromQuery(text: string): RunSettings {
  const query = new URLSearchParams(text);
  const given = Object.fromEntries(
    [...query].map(([name, value]) => [name, isNumberName(name) ? numberFrom(value) : value]),
  );
  const points = query.get('points');
  return readSettings({
    ...DEFAULT_SETTINGS,
    ...given,
    points: points === null ? DEFAULT_SETTINGS.points : unpackPoints(points),
  });
}

/** `Number('')` is 0, which nobody wrote. */
function numberFrom(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}

function isNumberName(name: string): name is NumberName {
  return (NUMBER_NAMES as readonly string[]).includes(name);
}
