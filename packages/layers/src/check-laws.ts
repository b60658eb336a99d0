import type { Bijector } from './bijector.ts';
import { gradientError } from './laws/gradient-error.ts';
import {
  cancellationError,
  configError,
  deafness,
  logDetError,
  rebuiltError,
  roundTripError,
  rowDependence,
  tensorsLeft,
} from './laws/law-errors.ts';
import { type CheckLawsOptions, type LawSubject, lawSubject } from './laws/law-subject.ts';

/** One law, held against one bijector. */
export type LawResult = {
  /** What must hold. */
  readonly law: string;
  /** Whether the error is at most the limit. */
  readonly holds: boolean;
  /** How far it is from holding; NaN where a value was not finite or the bijector threw. */
  readonly error: number;
  /** The largest error that float32 explains. */
  readonly limit: number;
  /** What the bijector threw. */
  readonly reason?: string;
};

type Law = readonly [law: string, limit: number, error: (subject: LawSubject) => number];

const VALUE = 1e-4;
const LOG_DET = 1e-4;
const GRADIENT = 1e-2;

const LAWS: readonly Law[] = [
  ['inverse undoes forward', VALUE, (subject) => roundTripError(subject, 'forward')],
  ['forward undoes inverse', VALUE, (subject) => roundTripError(subject, 'inverse')],
  ['the log-dets of there and back cancel', LOG_DET, cancellationError],
  ['the log-det of forward is that of its Jacobian', LOG_DET, (subject) => logDetError(subject, 'forward')],
  ['the log-det of inverse is that of its Jacobian', LOG_DET, (subject) => logDetError(subject, 'inverse')],
  ['the gradients of forward are its slopes', GRADIENT, (subject) => gradientError(subject, 'forward')],
  ['the gradients of inverse are its slopes', GRADIENT, (subject) => gradientError(subject, 'inverse')],
  ['its configuration as JSON builds it again', 0, configError],
];

/**
 * Tries the laws of a bijector on it, away from its first weights: the two directions undo each other, log|det J| is
 * that of the whole Jacobian, gradients (of input, context and parameters) are slopes by central differences, its
 * configuration builds it again, rows do not mix, no tensor stays behind. For tests of layers of your own.
 *
 * @param make makes the bijector anew; its kind must be registered
 * @param options `data` and `latent` draw [rows, ...shape] where a standard normal is outside the bijector's domain
 * @returns one result a law; a few dozen features take milliseconds, and the Jacobian's cost grows with their cube
 * @throws not-initialized
 * @example
 * ```ts
 * const broken = checkLaws(() => power({ shape: [3], exponent: 2 })).filter(({ holds }) => !holds);
 * broken; // []
 * ```
 */
export function checkLaws(make: () => Bijector, options: CheckLawsOptions = {}): readonly LawResult[] {
  const subject = lawSubject(make, options);
  try {
    const laws = [...LAWS, ...lawsThatApply(subject)];
    const results = laws.map(([law, limit, error]) => resultOf(law, limit, () => error(subject)));
    const left = resultOf('no tensor stays behind', 0, () => tensorsLeft(() => lawSubject(make, options)));
    return [...results, left];
  } finally {
    subject.end();
  }
}

function lawsThatApply({ bijector }: LawSubject): readonly Law[] {
  const { recomputable, rowIndependent, contextShape } = bijector;
  const possible: readonly (readonly [boolean, Law])[] = [
    [recomputable, ['the input is rebuilt from the output', VALUE, rebuiltError]],
    [rowIndependent, ['each row is treated by itself', 1e-5, rowDependence]],
    [contextShape !== undefined, ['the context is listened to', 0, deafness]],
  ];
  return possible.flatMap(([applies, law]) => (applies ? [law] : []));
}

function resultOf(law: string, limit: number, measure: () => number): LawResult {
  try {
    const error = measure();
    return { law, holds: error <= limit, error, limit };
  } catch (thrown) {
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    return { law, holds: false, error: Number.NaN, limit, reason };
  }
}
