import { type Bijector, type Call, type Shape, sizeOf } from '@flow/layers';
import { slogdet } from '@flow/math';
import {
  abs,
  add,
  dispose,
  div,
  slice,
  sub,
  type Tensor,
  tensor,
  tidy,
  tile,
  zeros,
} from '@tensorflow/tfjs-core';
import type { DataSchema } from './data-schema.ts';
import { rowsPerBatch } from './rows-per-batch.ts';

/** How far a flow is from being a bijection with the log-determinant that it says. */
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
    const own: Call = call.context ? { context: slice(call.context, [row], [1]) } : {};
    const { logDet } = bijector.inverse(one, own);
    const claimed = logDet.dataSync()[0] as number;
    const truth = slogdet(inverseJacobian(bijector, one, features, own), features).logAbsDet;
    return Math.abs(claimed - truth) / (1 + Math.abs(truth));
  });
}

/**
 * The Jacobian of f⁻¹ at one row, [features, features] in rows of outputs. Rows of a batch are independent, so each copy
 * of the row in one gives the derivatives of an output of its own.
 */
function inverseJacobian(bijector: Bijector, one: Tensor, features: number, { context }: Call): Float32Array {
  const whole = new Float32Array(features * features);
  const most = Math.min(features, rowsPerBatch(bijector));
  for (let from = 0; from < features; from += most) {
    const outputs = Math.min(most, features - from);
    const call = context ? { context: repeatRow(context, outputs) } : {};
    const run = bijector.inversePullback(repeatRow(one, outputs), call);
    const picked = outputsFrom(from, outputs, bijector.latentShape);
    const { dx, dContext, gradients } = run.pullback(picked, zeros([outputs]));
    whole.set(dx.dataSync<'float32'>(), from * features);
    dispose([run.value, run.logDet, dx, ...(dContext ? [dContext] : []), ...gradients.values()]);
  }
  return whole;
}

/** ∂loss/∂z that picks output `from + r` in row r. */
function outputsFrom(from: number, outputs: number, shape: Shape): Tensor {
  const features = sizeOf(shape);
  const values = new Float32Array(outputs * features);
  for (let row = 0; row < outputs; row++) values[row * features + from + row] = 1;
  return tensor(values, [outputs, ...shape]);
}

function repeatRow(row: Tensor, times: number): Tensor {
  return tile(row, [times, ...row.shape.slice(1).map(() => 1)]);
}
