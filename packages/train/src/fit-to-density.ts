import { createGradientStore, createRng, FlowError, type GradientStore, type Rng } from '@flow/backend';
import type { Memory, Pullback } from '@flow/layers';
import type { Flow } from '@flow/models';
import { dispose, fill, grad, mean, mul, neg, sub, sum, type Tensor, tidy } from '@tensorflow/tfjs-core';
import { adam } from './adam.ts';
import { checkChoice, checkCount } from './fit-options.ts';
import type { JointGradients } from './join-gradients.ts';
import { isLost } from './lost-flow.ts';
import type { Optimizer } from './optimizer.ts';
import { createPacer } from './pacer.ts';
import type { Schedule } from './schedules.ts';
import { type StepResult, takeStep } from './train-step.ts';

/** log p(x) up to a constant, [batch, ...dataShape] -> [batch], of tfjs operations that have gradients. */
export type LogDensity = (x: Tensor) => Tensor;

export type DensityFitOptions = {
  /** Default 1000. */
  readonly steps?: number;
  /** Samples a step; default 256. */
  readonly batchSize?: number;
  /**
   * `recompute` trains with activation memory that does not grow with the depth of chains and multi-scale flows, for two
   * more runs of each network a step; default `store`.
   */
  readonly memory?: Memory;
  /** Default `adam()`; it is disposed at the end. */
  readonly optimizer?: Optimizer;
  /** Of the default optimizer; default 1e-3. */
  readonly learningRate?: number;
  readonly schedule?: Schedule;
  /** Gradients are scaled down to this global norm; default 100. */
  readonly clipNorm?: number;
  /** Draws the samples; default 0. */
  readonly seed?: number;
  /** Ends the run when this many steps in a row were not finite; default 20. */
  readonly maxSkipped?: number;
  readonly signal?: AbortSignal;
  readonly onStep?: (step: {
    readonly step: number;
    readonly loss: number;
    readonly gradientNorm: number;
    /** With `memory: 'recompute'`: how far rebuilt latents were from those drawn, ‖rebuilt − drawn‖ / ‖drawn‖. */
    readonly drift?: number;
  }) => void;
};

/** What a run of `fitToDensity` came to. */
export type DensityFitReport = {
  readonly stopped: 'finished' | 'aborted' | 'not-finite';
  readonly steps: number;
  readonly nonFiniteSteps: number;
  /** Mean of log q(x) − log p(x) over the samples of the last finite step, nats: KL(q ‖ p) − log Z. */
  readonly loss: number;
  /** With `memory: 'recompute'`, the largest of the run; above 1e-4 this flow is too ill-conditioned for it. */
  readonly drift?: number;
  readonly seconds: number;
};

/**
 * Trains a flow as a sampler of a density that is known up to a constant (a variational posterior): minimises
 * KL(q ‖ p) = E_{z∼π}[log π(z) − log|det J_f(z)| − log p(f(z))], by samples that each step draws anew from the flow.
 *
 * It looks for modes and may miss some that the flow does not reach; `importanceSample` tells how good it is.
 *
 * @param logDensity log p up to a constant
 * @throws invalid-argument, shape-mismatch
 * @see Rezende and Mohamed 2015 (arXiv 1505.05770)
 * @example
 * ```ts
 * const ring = (x: Tensor) => tidy(() => neg(square(mul(sub(norm(x, 'euclidean', 1), 2), 4))));
 * await fitToDensity(flow, ring, { steps: 20 });
 * ```
 */
export async function fitToDensity(
  flow: Flow,
  logDensity: LogDensity,
  options: DensityFitOptions = {},
): Promise<DensityFitReport> {
  const { steps = 1000, batchSize = 256, clipNorm = 100, seed = 0, maxSkipped = 20, signal } = options;
  const { memory = 'store' } = options;
  for (const [name, value] of Object.entries({ steps, batchSize, maxSkipped }))
    checkCount(name, value, 1, 'fitToDensity');
  checkChoice('memory', options.memory, ['store', 'recompute'], 'fitToDensity');
  checkFlow(flow);
  const rng = createRng(seed).fork('density');
  const optimizer = options.optimizer ?? adam({ learningRate: options.learningRate ?? 1e-3 });
  const store = createGradientStore();
  const pacer = createPacer(steps);
  let drift: number | undefined;
  let [step, nonFinite, inRow, loss] = [0, 0, 0, Number.NaN];
  try {
    while (step < steps && inRow < maxSkipped && !signal?.aborted) {
      const learningRate = optimizer.learningRate * (options.schedule?.(step, steps, []) ?? 1);
      const gradients = attempt(() =>
        reverseGradients(flow, logDensity, batchSize, rng.fork(step), { store, memory }),
      );
      const result =
        'skippedAt' in gradients
          ? gradients
          : await takeStep(flow, optimizer, gradients, { learningRate, clipNorm });
      step += 1;
      inRow = result.skippedAt === undefined ? 0 : inRow + 1;
      if (inRow > 0) nonFinite += 1;
      else loss = result.loss;
      const measured = result.drift !== undefined && { drift: result.drift };
      drift = result.drift === undefined ? drift : Math.max(drift ?? 0, result.drift);
      options.onStep?.({ step, loss: result.loss, gradientNorm: result.gradientNorm, ...measured });
      await pacer.rest();
    }
  } finally {
    store.dispose();
    optimizer.dispose();
  }
  const stopped = inRow >= maxSkipped ? 'not-finite' : step < steps ? 'aborted' : 'finished';
  return {
    stopped,
    steps: step,
    nonFiniteSteps: nonFinite,
    loss,
    ...(drift !== undefined && { drift }),
    seconds: pacer.seconds(),
  };
}

/** A layer that has lost its inverse ends the step as a non-finite one. */
function attempt(run: () => JointGradients): JointGradients | (StepResult & { readonly skippedAt: string }) {
  try {
    return run();
  } catch (error) {
    if (!isLost(error)) throw error;
    return { loss: Number.NaN, gradientNorm: Number.NaN, skippedAt: `bijector.${error.path}` };
  }
}

/** The loss of n samples and its gradients, by the pullback of the way from z to x. */
function reverseGradients(
  flow: Flow,
  logDensity: LogDensity,
  n: number,
  rng: Rng,
  { store, memory }: { readonly store: GradientStore; readonly memory: Memory },
): JointGradients {
  const z = flow.base.sample(rng, n);
  const temporary = [z];
  let run: Pullback | undefined;
  try {
    run = flow.bijector.forwardPullback(z, { training: true, gradients: store, memory });
    const { value: x, logDet } = run;
    temporary.push(x, logDet);
    const { loss, dValue, dLogDet } = tidy(() => {
      const logTarget = checkDensity(logDensity(x), n);
      const logPrior = flow.base.logProb(z);
      const slope = grad((at: Tensor) => sum(logDensity(at)))(x);
      return {
        loss: mean(sub(sub(logPrior, logDet), logTarget)),
        dValue: mul(neg(slope), 1 / n),
        dLogDet: fill([n], -1 / n),
      };
    });
    temporary.push(loss, dValue, dLogDet);
    const { dx, gradients, drift } = run.pullback(dValue, dLogDet);
    temporary.push(dx);
    const [value = Number.NaN] = loss.dataSync();
    return {
      loss: value,
      gradients,
      ...(drift !== undefined && { drift }),
      dispose: () => gradients.forEach((gradient, variable) => void store.give(variable, gradient)),
    };
  } finally {
    run?.dispose();
    dispose(temporary);
  }
}

/** @throws invalid-argument */
export function checkFlow({ contextShape, base, parameterCount }: Flow, caller = 'fitToDensity'): void {
  const problem = contextShape
    ? 'is conditioned on a context'
    : base.parameters.some(({ trainable }) => trainable)
      ? 'has a base that is trained'
      : parameterCount === 0 && 'has no trained parameters';
  if (!problem) return;
  throw new FlowError('invalid-argument', {
    argument: 'flow',
    message: `${caller}() takes flows without a context over a fixed base; this one ${problem}.`,
  });
}

/** @throws shape-mismatch */
export function checkDensity(logTarget: Tensor, n: number): Tensor {
  if (logTarget.rank === 1 && logTarget.shape[0] === n) return logTarget;
  throw new FlowError('shape-mismatch', {
    argument: 'logDensity',
    message: 'A log-density gives one number for each row.',
    expected: `[${n}]`,
    received: `[${logTarget.shape}]`,
  });
}
