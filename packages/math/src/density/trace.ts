import { FlowError } from '@flow/backend';
import { add, clone, sub, type Tensor, tidy, zeros } from '@tensorflow/tfjs-core';

/** A value [batch, ...] and log|det| of the map that made it, [batch]. A `type`, because tf.tidy refuses interfaces. */
export type WithLogDet = { value: Tensor; logDet: Tensor };

/** A map in one direction, row by row. */
export type InvertibleMap = (x: Tensor) => WithLogDet;

/** The state after one map of a composition. */
export type TraceStep = {
  /** What the map made, [batch, ...]. */
  readonly value: Tensor;
  /** log|det| of this map, [batch]. */
  readonly logDet: Tensor;
  /** The sum of this log|det| and all before it, [batch]. */
  readonly runningLogDet: Tensor;
};

/**
 * Applies maps one after the other and keeps every step: a composition adds its parts' log-determinants,
 *
 * log|det J_{fₖ∘…∘f₁}(x)| = Σᵢ log|det J_fᵢ(xᵢ₋₁)|
 *
 * @param maps in the order in which they are applied
 * @param x [batch, ...]
 * @returns one step for each map; its tensors are the caller's to dispose
 * @throws shape-mismatch where a log-determinant has not one value a row
 * @see Rezende and Mohamed, "Variational Inference with Normalizing Flows" (2015), eq. 7
 * @example
 * ```ts
 * const double = (x: Tensor) => ({ value: mul(x, 2), logDet: fill([x.shape[0] ?? 0], 2 * Math.log(2)) });
 * const steps = trace([double, double], tensor2d([[1, 3]]));
 * Array.from(steps[1]?.value.dataSync() ?? []); // [4, 12]
 * steps[1]?.runningLogDet.dataSync()[0]; // 2.772589
 * ```
 */
export function trace(maps: readonly InvertibleMap[], x: Tensor): readonly TraceStep[] {
  const steps: TraceStep[] = [];
  let value = x;
  for (const [index, map] of maps.entries()) {
    const previous = steps[index - 1]?.runningLogDet;
    const step: { value: Tensor; logDet: Tensor; runningLogDet: Tensor } = tidy(() => {
      const mapped = map(value);
      checkLogDet(index, mapped.logDet, x);
      // A map may hand its input through; the steps own what they hold.
      const made = mapped.value === value ? clone(mapped.value) : mapped.value;
      return {
        value: made,
        logDet: mapped.logDet,
        runningLogDet: add(previous ?? zeros(mapped.logDet.shape), mapped.logDet),
      };
    });
    steps.push(step);
    value = step.value;
  }
  return steps;
}

/**
 * Maps one after the other as a single map, with the sum of their log-determinants.
 *
 * @param maps one or more, in the order in which they are applied
 * @throws invalid-argument where there is none
 * @see Rezende and Mohamed, "Variational Inference with Normalizing Flows" (2015), eq. 6 and 7
 * @example
 * ```ts
 * const double = (x: Tensor) => ({ value: mul(x, 2), logDet: fill([x.shape[0] ?? 0], Math.log(2)) });
 * const { value, logDet } = compose([double, double, double])(tensor2d([[1]]));
 * value.dataSync()[0]; // 8
 * logDet.dataSync()[0]; // 2.079442
 * ```
 */
export function compose(maps: readonly InvertibleMap[]): InvertibleMap {
  if (maps.length === 0) {
    throw new FlowError('invalid-argument', {
      argument: 'maps',
      message: 'Nothing to compose.',
      expected: 'one map or more',
      received: '0',
    });
  }
  return (x) =>
    tidy(() => {
      const last = trace(maps, x).at(-1) as TraceStep;
      return { value: last.value, logDet: last.runningLogDet };
    });
}

/**
 * The log-density along a composition, from the base to the data: log p₀ = log π(z), then
 * log pₖ = log pₖ₋₁ − log|det J_fₖ|.
 *
 * @param logProb log π(z), [batch]
 * @param steps what `trace` returned for z -> x
 * @returns log p after each step in nats, [batch] each; the caller's to dispose
 * @see Rezende and Mohamed, "Variational Inference with Normalizing Flows" (2015), eq. 7
 * @example
 * ```ts
 * const base = standardNormal({ features: 1 });
 * const double = (x: Tensor) => ({ value: mul(x, 2), logDet: fill([x.shape[0] ?? 0], Math.log(2)) });
 * const z = tensor2d([[0]]);
 * traceLogProb(base.logProb(z), trace([double], z))[0]?.dataSync()[0]; // -1.612086
 * ```
 */
export function traceLogProb(logProb: Tensor, steps: readonly TraceStep[]): readonly Tensor[] {
  return steps.map((step) => sub(logProb, step.runningLogDet));
}

function checkLogDet(index: number, logDet: Tensor, x: Tensor): void {
  if (logDet.shape.length === 1 && logDet.shape[0] === x.shape[0]) return;
  throw new FlowError('shape-mismatch', {
    argument: `maps[${index}]`,
    message: 'A log-determinant has one value a row.',
    expected: `[${x.shape[0]}]`,
    received: `[${logDet.shape.join(', ')}]`,
  });
}
