import { type Bijector, type Call, sizeOf } from '@flow/layers';
import { jacobian, slogdet } from '@flow/math';
import { abs, add, dispose, div, reshape, slice, sub, type Tensor, tidy, tile } from '@tensorflow/tfjs-core';
import type { DataSchema } from './data-schema.ts';

export type Verification = {
  /**
   * Largest |f(f⁻¹(x)) − x| / (1 + |x|) over the rows; of integer data |f(f⁻¹(x)) − x| / (levels − 1), where the lowest
   * level and the highest are 1 apart.
   */
  readonly roundTripError: number;
  /** Largest |log-det − log-det by brute force| / (1 + |log-det|) over the first rows. */
  readonly logDetError: number;
  /** Rows whose Jacobian was computed by brute force. */
  readonly logDetRows: number;
};

/** Largest feature count for which a whole Jacobian is computed, and how many rows. */
const BRUTE_FORCE = { features: 256, rows: 4 } as const;

/** |f(f⁻¹(x)) − x|, of the range of levels or else of 1 + |x|, of the shape of x. */
export function roundTripErrors(
  bijector: Bijector,
  x: Tensor,
  call: Call,
  schema: Pick<DataSchema, 'quantization'> | undefined,
): Tensor {
  return tidy(() => {
    const back = bijector.forward(bijector.inverse(x, call).value, call).value;
    const levels = schema?.quantization?.levels;
    return div(abs(sub(back, x)), levels === undefined ? add(abs(x), 1) : levels - 1);
  });
}

/** The log-det of the first few rows against the determinant of their whole Jacobian; of none where that is large. */
export function logDetErrors(bijector: Bijector, x: Tensor, call: Call): number[] {
  const features = sizeOf(bijector.dataShape);
  const rows = features > BRUTE_FORCE.features ? 0 : Math.min(BRUTE_FORCE.rows, x.shape[0] as number);
  return Array.from({ length: rows }, (_, row) => logDetErrorOf(bijector, x, row, features, call));
}

/** On the host: NaN must win, and reductions of some backends pass it by. */
export function largest(errors: ArrayLike<number>): number {
  return Array.from(errors).reduce((worst, error) => Math.max(worst, error), 0);
}

function logDetErrorOf(bijector: Bijector, x: Tensor, row: number, features: number, call: Call): number {
  return tidy(() => {
    const one = slice(x, [row], [1]);
    const context = call.context && slice(call.context, [row], [1]);
    const own: Call = context ? { context } : {};
    const { logDet } = bijector.inverse(one, own);
    const claimed = logDet.dataSync()[0] as number;
    // Rows are independent, so the same context serves each copy of the row that the Jacobian is made from.
    const flat = (rows: Tensor) => {
      const many = reshape(rows, [-1, ...bijector.dataShape]);
      const repeated = context && repeatRow(context, many.shape[0] as number);
      return reshape(bijector.inverse(many, repeated ? { context: repeated } : {}).value, [-1, features]);
    };
    const whole = jacobian(flat, reshape(one, [features]));
    const truth = slogdet(whole.dataSync() as Float32Array, features).logAbsDet;
    dispose(whole);
    return Math.abs(claimed - truth) / (1 + Math.abs(truth));
  });
}

function repeatRow(row: Tensor, times: number): Tensor {
  return tile(row, [times, ...row.shape.slice(1).map(() => 1)]);
}
