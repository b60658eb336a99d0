import type { Call } from '../bijection.ts';
import { type Config, numberIn } from '../config.ts';
import { InterpreterError } from '../interpreter-error.ts';

type Context = { width: number; of: (call: Call) => readonly number[] };

/** Of a network that takes none. */
export const NO_CONTEXT: Context = { width: 0, of: () => [] };

/** The width of a network's `context`, and a reader that takes one of that width from a call; `times` as wide where it has several. */
export function contextIn(config: Config, times = 1): Context {
  const width = times * numberIn(config, 'context');
  return {
    width,
    of({ context = [] }) {
      if (width === 0) return [];
      if (context.length === width) return Array.from(context);
      throw new InterpreterError(
        `${config.kind}: expected a context of ${width} numbers, got ${context.length}.`,
      );
    },
  };
}
