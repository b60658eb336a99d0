/** Share of a command's time that training may take: data come before it, figures and pictures after. */
const TRAINING_SHARE = 0.85;

export type TimeLimit = {
  /** Aborts when the time for training is over. */
  readonly signal: AbortSignal;
  /** From now until then. */
  readonly seconds: number;
  /** Of the whole command. */
  readonly minutes: number;
  /** Stops the clock. */
  release(): void;
};

/**
 * The time that training has left.
 *
 * @param minutes of the whole command
 * @param elapsed seconds that it has taken so far
 */
export function timeLimit(minutes: number | undefined, elapsed: number): TimeLimit | undefined {
  if (minutes === undefined) return undefined;
  const seconds = Math.max(0.001, minutes * 60 * TRAINING_SHARE - elapsed);
  const controller = new AbortController();
  // Not AbortSignal.timeout: what only a combined signal refers to may be collected before its time comes.
  const clock = setTimeout(() => controller.abort(), Math.ceil(seconds * 1000));
  return { seconds, minutes, signal: controller.signal, release: () => clearTimeout(clock) };
}
