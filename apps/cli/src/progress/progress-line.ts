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
};

const LONGEST_BAR = 24;

/** One line of figures: epoch, losses, rows a second, time left. */
export function progressText(standing: Standing, { unit, perNat }: Measure): string {
  const { epoch, epochs, loss, validation, rowsPerSecond, secondsLeft } = standing;
  const told = (nats: number) => (nats * perNat).toFixed(3);
  const width = String(epochs).length;
  return [
    `epoch ${String(epoch + 1).padStart(width)}/${epochs}`,
    `loss ${told(loss)}${validation === undefined ? '' : `, held out ${told(validation)}`} ${unit}`,
    `${Math.round(rowsPerSecond).toLocaleString('en')} rows/s`,
    ...(secondsLeft === undefined ? [] : [`${duration(secondsLeft)} left`]),
  ].join('  ');
}

/** The same with a bar in front, no longer than the terminal is wide. */
export function progressBar(standing: Standing, measure: Measure, columns: number): string {
  const text = progressText(standing, measure);
  const room = Math.min(LONGEST_BAR, columns - text.length - 3);
  const { step, steps } = standing;
  if (room < 4 || steps === undefined) return text.slice(0, Math.max(0, columns - 1));
  const done = Math.round((room * step) / steps);
  return `${'━'.repeat(done)}${'╌'.repeat(room - done)}  ${text}`;
}
