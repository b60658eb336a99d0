import { createRng, portableLog, prefixParameters, type Rng, randomUniform } from '@flow/backend';
import { add, dispose, fill, mul, sub, type Tensor, tidy, zerosLike } from '@tensorflow/tfjs-core';
import type { Bijector, BijectorConfig, Call, Pullback, WithLogDet } from './bijector.ts';
import type { FromConfig } from './build-parts.ts';
import { readConfig } from './config-reader.ts';
import { defineBijector } from './define-bijector.ts';
import { checkNoise } from './dequantisation-flow.ts';
import { within } from './layer-path.ts';
import { createUntidiedPullback } from './pullback.ts';
import { checkBetween, checkShape, checkSize, type Shape, sizeOf } from './shape.ts';

export type VariationalDequantiseOptions = {
  readonly shape: Shape;
  /** The data are integers 0..levels−1; bins have unit width. */
  readonly levels: number;
  /** Where 0 lies in the unit interval: 0.5 gives latents of ±½, as Glow takes them. Default 0. */
  readonly center?: number;
  /**
   * The conditional flow g that makes noise: `forward` takes v in (0, 1)^D to u in (0, 1)^D, with the integers (scaled to
   * ±½) as its context. `dequantisationFlow` makes one. It is owned, saved and disposed by this layer.
   */
  readonly noise: Bijector;
};

/** Uniform numbers are taken this far from 0 and 1, which a logit has no room for. */
const MARGIN = 2 ** -20;

/**
 * Integers to (0, 1) with noise that is learned: f⁻¹(x) = (x + u) / levels − center, where u = g(v; x) and v ~ U(0, 1)^D,
 * so that u has the density q(u | x) = 1 / |det ∂g/∂v|. The log-det of f⁻¹ is
 *
 *   −D·log(levels) − log q(u | x),
 *
 * and a flow that ends in this layer gives log p(x + u) − log q(u | x) of one draw of u. Its mean over draws is a lower
 * bound on the log-probability of the integers, E_u[log p(x + u) − log q(u | x)] ≤ log P(x), never that number itself:
 * what a flow with this layer calls `logProb`, `nll` or bits per dimension is that bound, and maximising it trains both
 * flows. With g the identity it is `uniformDequantise`.
 *
 * Noise is drawn where the call has a generator. Without one u = ½ and q counts as 1: integers stand at the centres of
 * their bins, the density there bounds nothing, and f(z) = levels·(z + center) − ½ rounds to them.
 *
 * Source: Ho et al. 2019 (Flow++, arXiv 1902.00275), section 3.1, eqs. 11-12.
 *
 * @returns a bijector on [batch, ...shape]
 * @throws invalid-argument, shape-mismatch where the noise is not of this shape
 * @example
 * ```ts
 * const shape = [4, 4, 1];
 * const noise = dequantisationFlow({ shape, couplings: 2, hidden: 8, rng: createRng(0) });
 * const integers = variationalDequantise({ shape, levels: 256, noise });
 * ```
 */
export function variationalDequantise({
  shape,
  levels,
  center = 0,
  noise,
}: VariationalDequantiseOptions): Bijector {
  const dataShape = checkShape('shape', shape);
  checkSize('levels', levels, 2);
  checkBetween('center', center, -Number.MIN_VALUE, 1 + Number.EPSILON);
  checkNoise(noise, dataShape);
  const size = sizeOf(dataShape);
  const logLevels = size * portableLog(levels);
  const logRoom = size * portableLog(1 - 2 * MARGIN);
  const rows = (x: Tensor, value: number) => fill([x.shape[0] as number], value);
  /** Around 0, as networks take their input. */
  const contextOf = (x: Tensor) => add(mul(x, 1 / levels), 0.5 / levels - 0.5);
  const uniform = (rng: Rng, x: Tensor) => add(mul(randomUniform(rng, x.shape), 1 - 2 * MARGIN), MARGIN);
  const noised = (x: Tensor, u: Tensor | number) => sub(mul(add(x, u), 1 / levels), center);
  const inverse = (x: Tensor, { rng, training }: Call): WithLogDet => {
    if (!rng) return { value: noised(x, 0.5), logDet: rows(x, -logLevels) };
    const call = { context: contextOf(x), ...(training !== undefined && { training }) };
    const { value: u, logDet } = within('noise', () => noise.forward(uniform(rng, x), call));
    return { value: noised(x, u), logDet: add(logDet, logRoom - logLevels) };
  };
  const inversePullback = (x: Tensor, call: Call): Pullback => {
    if (!call.rng)
      return centredPullback(
        tidy(() => inverse(x, call)),
        noise,
        levels,
      );
    const { rng, training } = call;
    const [v, context] = tidy(() => [uniform(rng, x), contextOf(x)]);
    const own = { context: context as Tensor, ...(training !== undefined && { training }) };
    const run = within('noise', () => noise.forwardPullback(v as Tensor, own));
    dispose([v as Tensor, context as Tensor]);
    const result = tidy(() => ({
      value: noised(x, run.value),
      logDet: add(run.logDet, logRoom - logLevels),
    }));
    dispose([run.value, run.logDet]);
    return createUntidiedPullback(
      result,
      (dValue, dLogDet) => {
        const dUnit = tidy(() => mul(dValue, 1 / levels));
        const { dx: dUniform, dContext, gradients } = run.pullback(dUnit, dLogDet);
        const dx = tidy(() => (dContext ? add(dUnit, mul(dContext, 1 / levels)) : dUnit.clone()));
        dispose([dUniform, dUnit, ...(dContext ? [dContext] : [])]);
        return { dx, gradients };
      },
      () => run.dispose(),
    );
  };
  return defineBijector({
    kind: 'variationalDequantise',
    dataShape,
    recomputable: false,
    rowIndependent: noise.rowIndependent,
    parameters: prefixParameters('noise', noise.parameters),
    forward: (z) => ({ value: add(mul(z, levels), levels * center - 0.5), logDet: rows(z, logLevels) }),
    inverse,
    inversePullback,
    initialize(x, call) {
      const rng = call.rng ?? createRng(0);
      within('noise', () => noise.initialize(uniform(rng, x), { context: contextOf(x) }));
      return inverse(x, call);
    },
    config: () => ({
      shape: [...dataShape],
      levels,
      ...(center !== 0 && { center }),
      noise: noise.config(),
    }),
    dispose: () => noise.dispose(),
  });
}

/** Without noise its flow is not asked: its gradients are 0. */
function centredPullback(result: WithLogDet, noise: Bijector, levels: number): Pullback {
  return createUntidiedPullback(
    result,
    (dValue) => ({
      dx: tidy(() => mul(dValue, 1 / levels)),
      gradients: new Map(
        noise.parameters
          .filter(({ trainable }) => trainable)
          .map(({ variable }) => [variable, zerosLike(variable)]),
      ),
    }),
    () => {},
  );
}

export const variationalDequantiseFromConfig: FromConfig<Bijector, BijectorConfig> = (config, parts) => {
  const read = readConfig(config);
  return variationalDequantise({
    shape: read.numbers('shape'),
    levels: read.number('levels'),
    ...(read.has('center') && { center: read.number('center') }),
    noise: within('noise', () => parts.bijector(read.json('noise'))),
  });
};
