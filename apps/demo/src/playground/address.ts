import type { RunSettings } from './engine/run-settings.ts';
import { settingsToQuery } from './engine/settings-link.ts';
import { WireError } from './engine/wire.ts';

/** The hash that gives a run again; undefined where more was painted than a link can carry. */
export function hashOf(settings: RunSettings): string | undefined {
  try {
    return `#/playground?${settingsToQuery(settings)}`;
  } catch (error) {
    if (error instanceof WireError) return undefined;
    throw error;
  }
}

/** Keeps the run in the address bar, without a new entry in the history. */
export function showInAddressBar(settings: RunSettings): void {
  const hash = hashOf(settings) ?? '#/playground';
  if (location.hash !== hash) history.replaceState(history.state, '', hash);
}
