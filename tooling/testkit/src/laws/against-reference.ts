import { jacobian, slogdet } from '@flow-tooling/reference';
import { tidy } from '@tensorflow/tfjs-core';
import { worstError } from '../compare.ts';
import { type Direction, referenceOf, rowCall, type Subject } from '../subject.ts';

const DIRECTIONS: readonly Direction[] = ['forward', 'inverse'];

/** Worst value and log-det errors against the float64 reference, over both directions and all rows. */
export function referenceErrors(subject: Subject): { value: number; logDet: number } {
  const reference = referenceOf(subject.bijector);
  let [value, logDet] = [0, 0];
  for (const direction of DIRECTIONS) {
    const claimed = run(subject, direction);
    for (let row = 0; row < subject.batch; row++) {
      const { input, call } = rowCall(subject, direction, row);
      const truth = reference[direction](input, call);
      const width = truth.value.length;
      value = Math.max(value, worstError(claimed.value.slice(row * width, (row + 1) * width), truth.value));
      logDet = Math.max(logDet, Math.abs(Number(claimed.logDet[row]) - truth.logDet) / (1 + truth.terms));
    }
  }
  return { value, logDet };
}

/** Worst |log-det − log|det| of the reference's numerical Jacobian| / (1 + Σ|terms|), both directions. */
export function jacobianError(subject: Subject, rows = 2): number {
  const reference = referenceOf(subject.bijector);
  const errors = DIRECTIONS.flatMap((direction) => {
    const { logDet } = run(subject, direction);
    return Array.from({ length: rows }, (_, row) => {
      const { input, call } = rowCall(subject, direction, row);
      const { terms } = reference[direction](input, call);
      const whole = jacobian((at) => reference[direction](at, call).value, input);
      return Math.abs(Number(logDet[row]) - slogdet(whole).logAbsDet) / (1 + terms);
    });
  });
  return Math.max(...errors);
}

function run({ bijector, x, z, call }: Subject, direction: Direction) {
  return tidy(() => {
    const { value, logDet } = direction === 'forward' ? bijector.forward(z, call) : bijector.inverse(x, call);
    return { value: value.dataSync(), logDet: logDet.dataSync() };
  });
}
