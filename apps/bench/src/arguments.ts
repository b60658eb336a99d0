import { parseArgs } from 'node:util';
import { UsageError } from './usage-error.ts';

export const PARTS = ['W1', 'W2', 'W3a', 'W3b', 'W3c', 'workers', 'memory', 'micro'] as const;
export const SUBJECTS = ['flow', 'flow-portable', 'tfjs-wasm', 'jax-js'] as const;

export type Part = (typeof PARTS)[number];
export type SubjectName = (typeof SUBJECTS)[number];

export type Arguments = {
  readonly help: boolean;
  readonly only: readonly Part[];
  readonly subjects: readonly SubjectName[];
  readonly peers: boolean;
  /** Turns of each subject in each case. */
  readonly rounds: number;
  /** Of timed calls in a turn. */
  readonly seconds: number;
  readonly quick: boolean;
  readonly json: string | undefined;
  readonly html: string | undefined;
};

const WHOLE = { rounds: 5, seconds: 0.5 };
const QUICK = { rounds: 2, seconds: 0.1 };

export const HELP = `npm run bench -- [options]

Times flow, flow on its portable kernels, stock TensorFlow.js and jax-js on the same flows: each in a process of
its own on one core, one at a time, in turns.

Options
  --only LIST      ${PARTS.join(', ')} (default: all)
  --subjects LIST  ${SUBJECTS.join(', ')} (default: all)
  --peers          PyTorch and JAX as well, where Python is found (tooling/peers)
  --quick          ${QUICK.rounds} turns of ${QUICK.seconds} s each instead of ${WHOLE.rounds} of ${WHOLE.seconds} s
  --rounds N       turns of each subject in each case
  --seconds S      timed seconds in a turn
  --json FILE      the rows as JSON
  --html FILE      table and charts as one page
  -h, --help       show this

W1: 2 features, 32 couplings; W2: 16 features, 10 couplings; W3a, W3b, W3c: Glows on pictures of 32x32 pixels,
with their memory; workers: their steps with two workers on two cores; memory: activations of a Glow of 4 to 32 steps a level; micro: matrix products, element functions, init().
`;

/** @throws UsageError */
export function readArguments(args: readonly string[]): Arguments {
  const given = parsed(args);
  const pace = given.quick ? QUICK : WHOLE;
  return {
    help: given.help ?? false,
    only: oneOf('only', PARTS, given.only),
    subjects: oneOf('subjects', SUBJECTS, given.subjects),
    peers: given.peers ?? false,
    rounds: readNumber('rounds', given.rounds, pace.rounds, { whole: true }),
    seconds: readNumber('seconds', given.seconds, pace.seconds, { whole: false }),
    quick: given.quick ?? false,
    json: readPath('json', given.json),
    html: readPath('html', given.html),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h' },
        only: { type: 'string' },
        subjects: { type: 'string' },
        peers: { type: 'boolean' },
        quick: { type: 'boolean' },
        rounds: { type: 'string' },
        seconds: { type: 'string' },
        json: { type: 'string' },
        html: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

/** A list as it was given, in the order of the known words. */
function oneOf<T extends string>(name: string, known: readonly T[], text: string | undefined): readonly T[] {
  if (text === undefined) return known;
  const words = text.split(',').map((word) => word.trim().toLowerCase());
  const stranger = words.find((word) => !known.some((name) => name.toLowerCase() === word));
  if (stranger !== undefined) {
    throw new UsageError(`--${name} takes ${known.join(', ')}, separated by commas, not "${stranger}"`);
  }
  return known.filter((name) => words.includes(name.toLowerCase()));
}

function readNumber(
  name: string,
  text: string | undefined,
  fallback: number,
  { whole }: { readonly whole: boolean },
): number {
  if (text === undefined) return fallback;
  const value = Number(text);
  const isRight = whole ? Number.isSafeInteger(value) : Number.isFinite(value);
  if (text.trim() !== '' && isRight && value > 0) return value;
  throw new UsageError(`--${name} must be a ${whole ? 'whole ' : ''}number above 0, not "${text}"`);
}

function readPath(name: string, text: string | undefined): string | undefined {
  if (text !== '') return text;
  throw new UsageError(`--${name} needs a file`);
}
