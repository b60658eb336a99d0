import type { ProgressEvent } from '@flow/train';
import { progressBar, progressText, type Standing, type Telling } from './progress-line.ts';

/** What the display needs of `process.stdout`. */
export type Screen = {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
};

export type ProgressDisplay = {
  /** For `fit`'s `onProgress`. */
  show(event: ProgressEvent): void;
  /** Leaves the last state behind on a line of its own. */
  end(): void;
};

const TERMINAL_PAUSE_MS = 100;
const LOG_PAUSE_MS = 5000;
/** Weight of the newest step in the loss that is shown. */
const NEWEST = 0.1;

/** A line that a terminal overwrites ten times a second; elsewhere a new line every five seconds. */
export function createProgressDisplay(
  screen: Screen,
  telling: Telling,
  now: () => number = () => performance.now(),
): ProgressDisplay {
  const pause = screen.isTTY ? TERMINAL_PAUSE_MS : LOG_PAUSE_MS;
  const started = now();
  let standing: Standing | undefined;
  let shownAt = Number.NEGATIVE_INFINITY;
  let isCurrent = true;
  const draw = () => {
    if (standing === undefined) return;
    shownAt = now();
    isCurrent = true;
    screen.write(
      screen.isTTY
        ? `\r\x1b[K${progressBar(standing, telling, screen.columns || 80)}`
        : `${progressText(standing, telling)}\n`,
    );
  };
  return {
    show(event) {
      standing = next(standing, event, (now() - started) / 1000);
      isCurrent = false;
      if (now() - shownAt >= pause) draw();
    },
    end() {
      if (!isCurrent) draw();
      if (screen.isTTY && standing !== undefined) screen.write('\n');
    },
  };
}

function next(before: Standing | undefined, event: ProgressEvent, elapsed: number): Standing | undefined {
  if (event.type === 'skip' || event.type === 'statistics') return before;
  if (event.type === 'epoch')
    return before && { ...before, validation: event.validation?.nll ?? before.validation };
  const { epoch, epochs, step, steps, rowsPerSecond, secondsLeft } = event;
  const loss = before === undefined ? event.loss : before.loss + NEWEST * (event.loss - before.loss);
  const { validation } = before ?? {};
  return { epoch, epochs, step, steps, loss, validation, rowsPerSecond, secondsLeft, elapsed };
}
