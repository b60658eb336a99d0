import type { Measure } from '../jobs/job.ts';
import { duration } from './duration.ts';

/** Where a run stands; losses in nats. */
export type Standing = {
  readonly epoch: number;
  readonly epochs: number;
  readonly step: number;
  readonly steps: number | undefined;
  /** Running mean of the training loss. */
  readonly loss: number;
  /** Of the last epoch that ended. */
  readonly validation: number | undefined;
  readonly rowsPerSecond: number;
  readonly secondsLeft: number | undefined;
  /** Seconds since training began. */
  readonly elapsed: number;
};

/** How a run is told. */
export type Telling = {
  readonly measure: Measure;
  /** What its length is counted in. */
  readonly counts: 'epochs' | 'steps';
  /** Where it ends wherever it is: seconds of training, as part of the minutes that the whole command has. */
  readonly limit?: { readonly seconds: number; readonly minutes: number } | undefined;
};

const LONGEST_BAR = 24;
const SHORTEST_BAR = 4;

/** One line of figures: epoch or step, losses, rows a second, time left. */
export function progressText(standing: Standing, telling: Telling): string {
  const { rowsPerSecond } = standing;
  const [place, losses, ...time] = shortParts(standing, telling);
  return [place, losses, `${Math.round(rowsPerSecond).toLocaleString('en')} rows/s`, ...time].join('  ');
}

/** The same with a bar in front, no longer than the terminal is wide. */
export function progressBar(standing: Standing, telling: Telling, columns: number): string {
  const { step, steps, elapsed } = standing;
  const limit = telling.limit?.seconds ?? Number.POSITIVE_INFINITY;
  const long = progressText(standing, telling);
  const roomBeside = (text: string) => Math.min(LONGEST_BAR, columns - text.length - 3);
  const text = roomBeside(long) < SHORTEST_BAR ? shortParts(standing, telling).join('  ') : long;
  const room = roomBeside(text);
  if (room < SHORTEST_BAR || steps === undefined) return long.slice(0, Math.max(0, columns - 1));
  const share = Math.min(1, Math.max(step / steps, elapsed / limit));
  const done = Math.round(room * share);
  return `${'━'.repeat(done)}${'╌'.repeat(room - done)}  ${text}`;
}

function shortParts(standing: Standing, { measure, counts, limit }: Telling): string[] {
  const { epoch, epochs, step, steps = 0, loss, validation, elapsed } = standing;
  const told = (nats: number) => (nats * measure.perNat).toFixed(3);
  const [at, of] = counts === 'epochs' ? [epoch + 1, epochs] : [step, steps];
  const place = `${counts.slice(0, -1)} ${String(at).padStart(String(of).length)}/${of}`;
  const losses = `loss ${told(loss)}${validation === undefined ? '' : `, held out ${told(validation)}`} ${measure.unit}`;
  const left = Math.min(
    standing.secondsLeft ?? Number.POSITIVE_INFINITY,
    (limit?.seconds ?? Number.POSITIVE_INFINITY) - elapsed,
  );
  const most = limit === undefined ? '' : `, ${limit.minutes} min at most`;
  return [place, losses, ...(left < Number.POSITIVE_INFINITY ? [`${duration(left)} left${most}`] : [])];
}
