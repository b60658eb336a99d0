import type { Flow } from '@flow/models';
import type { Progress, Report } from './messages.ts';
import { DEFAULT_SETTINGS, type RunSettings } from './run-settings.ts';
import { createSession, type Session } from './session.ts';

/** Small, quick, and with every part that a run can have. */
export const SMALL_RUN: RunSettings = {
  ...DEFAULT_SETTINGS,
  couplings: 3,
  width: 8,
  depth: 1,
  mixing: 'linear',
  actNorm: 'on',
  batch: 32,
  steps: 50,
};

export type WatchedSession = {
  readonly session: Session;
  readonly reports: Report[];
  /** Resolves with the first progress after `from` that fits. */
  until(fits: (progress: Progress) => boolean): Promise<Progress>;
  /** The whole curve so far. */
  curve(): { losses: number[]; gradientNorms: number[]; evaluations: Progress['evaluations'][number][] };
};

/** A session whose every report is kept, as the page would see them. */
export function watchSession(settings: RunSettings, flow?: Flow): WatchedSession {
  const reports: Report[] = [];
  let waiting: { fits: (progress: Progress) => boolean; resolve: (progress: Progress) => void }[] = [];
  const holder: { session?: Session } = {};
  const session = createSession({
    run: 1,
    settings,
    flow,
    rest: () => new Promise((resolve) => setImmediate(resolve)),
    tell(report) {
      reports.push(report);
      if (report.type === 'picture') holder.session?.pictureDrawn();
      if (report.type !== 'progress') return;
      const met = waiting.filter(({ fits }) => fits(report));
      waiting = waiting.filter((one) => !met.includes(one));
      for (const { resolve } of met) resolve(report);
    },
  });
  holder.session = session;
  const progresses = () => reports.filter((report) => report.type === 'progress');
  return {
    session,
    reports,
    until: (fits) => new Promise((resolve) => void waiting.push({ fits, resolve })),
    curve: () => ({
      losses: progresses().flatMap(({ losses }) => [...losses]),
      gradientNorms: progresses().flatMap(({ gradientNorms }) => [...gradientNorms]),
      evaluations: progresses().flatMap(({ evaluations }) => [...evaluations]),
    }),
  };
}

export async function runToEnd(settings: RunSettings): Promise<WatchedSession> {
  const watched = watchSession(settings);
  const end = watched.until(({ state }) => state === 'finished' || state === 'diverged');
  watched.session.resume();
  await end;
  return watched;
}
