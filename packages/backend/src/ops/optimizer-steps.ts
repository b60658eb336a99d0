import {
  abs,
  add,
  div,
  maximum,
  mul,
  sqrt,
  square,
  sub,
  type Tensor,
  tidy,
  type Variable,
} from '@tensorflow/tfjs-core';
import { FlowError } from '../errors.ts';
import type { Address } from '../kernels/exports.ts';
import { activePack, type KernelPack } from '../kernels/memory.ts';
import { requireTensor } from './check.ts';

/** A parameter, its gradient and the two running statistics of its optimizer, all of one shape. */
export type OptimizerSlot = {
  readonly variable: Variable;
  /** [...shape of the variable]. */
  readonly gradient: Tensor;
  /** Running mean of gradients; zeros at first. */
  readonly first: Variable;
  /** Adam: running mean of squares. Adamax: decaying largest magnitude. Zeros at first. */
  readonly second: Variable;
  /** Decoupled: the parameter also shrinks by learningRate·weightDecay. Default 0. */
  readonly weightDecay?: number;
};

/** What one step of an optimizer goes by. */
export type OptimizerSettings = {
  /** 1 for the first step. */
  readonly step: number;
  readonly learningRate: number;
  /** Default 0.9. */
  readonly beta1?: number;
  /** Default 0.999. */
  readonly beta2?: number;
  /** Default 1e-8. */
  readonly epsilon?: number;
  /** Factor of every gradient, as clipping gives it. Default 1. */
  readonly gradientScale?: number;
};

type Numbers = Required<OptimizerSettings> & { readonly correct1: number; readonly correct2: number };

/**
 * One step of Adam on all parameters, in place: m = β₁m + (1−β₁)g, v = β₂v + (1−β₂)g²,
 * p −= rate·(m̂ / (√v̂ + ε) + decay·p) with m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ). On WASM running values that are too
 * small to move a weight (|m| < 1e-30, subnormal v) become 0: they would slow the processor down.
 *
 * Source: Kingma and Ba, "Adam" (2015), algorithm 1; decay: Loshchilov and Hutter (2019), algorithm 2.
 *
 * @param slots one a parameter
 * @throws shape-mismatch, invalid-argument
 * @example
 * ```ts
 * const weight = variable(tensor1d([1]));
 * const [first, second] = [variable(zeros([1])), variable(zeros([1]))];
 * adamStep([{ variable: weight, gradient: tensor1d([8]), first, second }], { step: 1, learningRate: 0.1 });
 * weight.arraySync()[0]?.toFixed(4); // '0.9000'
 * ```
 */
export function adamStep(slots: readonly OptimizerSlot[], settings: OptimizerSettings): void {
  const numbers = complete(slots, settings);
  const pack = activePack();
  for (const slot of slots) {
    if (pack) adamOnPack(pack, slot, numbers);
    else adamComposed(slot, numbers);
  }
}

/**
 * One step of Adamax on all parameters, in place: m as in Adam, u = max(β₂u, |g|),
 * p −= rate·(m̂ / (u + ε) + decay·p).
 *
 * Source: Kingma and Ba, "Adam" (2015), algorithm 2.
 *
 * @param slots one a parameter
 * @throws shape-mismatch, invalid-argument
 * @example
 * ```ts
 * const weight = variable(tensor1d([1]));
 * const [first, second] = [variable(zeros([1])), variable(zeros([1]))];
 * adamaxStep([{ variable: weight, gradient: tensor1d([8]), first, second }], { step: 1, learningRate: 0.1 });
 * weight.arraySync()[0]?.toFixed(4); // '0.9000'
 * ```
 */
export function adamaxStep(slots: readonly OptimizerSlot[], settings: OptimizerSettings): void {
  const numbers = complete(slots, settings);
  const pack = activePack();
  for (const slot of slots) {
    if (pack) adamaxOnPack(pack, slot, numbers);
    else adamaxComposed(slot, numbers);
  }
}

/**
 * An exponential moving average, in place: average += (1 − decay)·(variable − average).
 *
 * @param pairs of one shape each
 * @param decay 0 to 1
 * @throws shape-mismatch, dtype-mismatch
 * @example
 * ```ts
 * const [average, weight] = [variable(scalar(0)), variable(scalar(1))];
 * averageStep([{ average, variable: weight }], 0.75);
 * average.arraySync(); // 0.25
 * ```
 */
export function averageStep(
  pairs: readonly { readonly average: Variable; readonly variable: Variable }[],
  decay: number,
): void {
  const pack = activePack();
  for (const { average, variable } of pairs) {
    requireTensor('average', average, variable.shape);
    if (pack) {
      pack.kernels.movingAverage(writable(pack, average), pack.address(variable), variable.size, 1 - decay);
    } else {
      assign(average, () => add(average, mul(sub(variable, average), 1 - decay)));
    }
  }
}

function adamOnPack(pack: KernelPack, slot: OptimizerSlot, numbers: Numbers): void {
  const { beta1, beta2, gradientScale, learningRate } = numbers;
  pack.kernels.adam(
    writable(pack, slot.variable),
    pack.address(slot.gradient),
    writable(pack, slot.first),
    writable(pack, slot.second),
    slot.variable.size,
    beta1,
    (1 - beta1) * gradientScale,
    beta2,
    (1 - beta2) * gradientScale * gradientScale,
    learningRate * numbers.correct1,
    numbers.correct2,
    numbers.epsilon,
    learningRate * (slot.weightDecay ?? 0),
  );
}

function adamaxOnPack(pack: KernelPack, slot: OptimizerSlot, numbers: Numbers): void {
  const { beta1, beta2, gradientScale, learningRate } = numbers;
  pack.kernels.adamax(
    writable(pack, slot.variable),
    pack.address(slot.gradient),
    writable(pack, slot.first),
    writable(pack, slot.second),
    slot.variable.size,
    beta1,
    (1 - beta1) * gradientScale,
    beta2,
    gradientScale,
    learningRate * numbers.correct1,
    numbers.epsilon,
    learningRate * (slot.weightDecay ?? 0),
  );
}

/** Where a variable may be written: its values are copied first where a clone or a snapshot shares them. */
function writable(pack: KernelPack, variable: Variable): Address {
  if (pack.shareCount(variable) > 1) {
    const own = pack.tensor(variable.shape);
    pack.floats(pack.address(own), own.size).set(pack.floats(pack.address(variable), own.size));
    variable.assign(own);
    own.dispose();
  }
  return pack.address(variable);
}

function adamComposed(
  { variable, gradient, first, second, weightDecay = 0 }: OptimizerSlot,
  numbers: Numbers,
): void {
  const { beta1, beta2, epsilon, learningRate, gradientScale, correct1, correct2 } = numbers;
  assign(first, () => add(mul(first, beta1), mul(gradient, (1 - beta1) * gradientScale)));
  assign(second, () => add(mul(second, beta2), mul(square(mul(gradient, gradientScale)), 1 - beta2)));
  assign(variable, () => {
    const direction = div(mul(first, correct1 * learningRate), add(sqrt(mul(second, correct2)), epsilon));
    return sub(mul(variable, 1 - learningRate * weightDecay), direction);
  });
}

function adamaxComposed(
  { variable, gradient, first, second, weightDecay = 0 }: OptimizerSlot,
  numbers: Numbers,
): void {
  const { beta1, beta2, epsilon, learningRate, gradientScale, correct1 } = numbers;
  assign(first, () => add(mul(first, beta1), mul(gradient, (1 - beta1) * gradientScale)));
  assign(second, () => maximum(mul(second, beta2), abs(mul(gradient, gradientScale))));
  assign(variable, () =>
    sub(
      mul(variable, 1 - learningRate * weightDecay),
      div(mul(first, correct1 * learningRate), add(second, epsilon)),
    ),
  );
}

function assign(variable: Variable, next: () => Tensor): void {
  const value = tidy(next);
  variable.assign(value);
  value.dispose();
}

function complete(slots: readonly OptimizerSlot[], settings: OptimizerSettings): Numbers {
  const { step, learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, gradientScale = 1 } = settings;
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new FlowError('invalid-argument', {
      argument: 'step',
      message: 'Steps are counted from 1.',
      expected: 'an integer, 1 or more',
      received: String(step),
    });
  }
  for (const slot of slots) checkSlot(slot);
  const correct1 = 1 / (1 - power(beta1, step));
  const correct2 = 1 / (1 - power(beta2, step));
  return { step, learningRate, beta1, beta2, epsilon, gradientScale, correct1, correct2 };
}

/** @throws shape-mismatch, dtype-mismatch */
function checkSlot({ variable, gradient, first, second }: OptimizerSlot): void {
  if ([gradient, first, second].every((tensor) => isLike(variable, tensor))) return;
  requireTensor(`gradient of ${variable.name}`, gradient, variable.shape);
  requireTensor(`first moment of ${variable.name}`, first, variable.shape);
  requireTensor(`second moment of ${variable.name}`, second, variable.shape);
}

function isLike({ shape }: Tensor, tensor: Tensor): boolean {
  return (
    tensor.dtype === 'float32' &&
    tensor.shape.length === shape.length &&
    shape.every((size, axis) => tensor.shape[axis] === size)
  );
}

/** base^exponent by multiplications alone: Math.pow need not give the same bits on every engine. */
function power(base: number, exponent: number): number {
  let result = 1;
  for (let square = base, left = exponent; left > 0; left = Math.floor(left / 2), square *= square) {
    if (left % 2 === 1) result *= square;
  }
  return result;
}
