import { type Direction, featureAffine } from '@flow/backend';
import { dispose, type Tensor, type Variable } from '@tensorflow/tfjs-core';
import type { Pullback, RebuiltGradients, WithLogDet } from './bijector.ts';
import type { BijectorSpec } from './define-bijector.ts';
import { createUntidiedPullback } from './pullback.ts';
import { keepShare } from './share.ts';
import { recorded } from './tape.ts';

/** log-scale s and shift t, one of each a feature. */
export type AffineVariables = { readonly logScale: Variable; readonly shift: Variable };

/**
 * The passes of x = z ⊙ exp(s) + t for each feature, log|det J_f| = Σ s, as a bijector's mathematics.
 */
export function affinePasses(
  variables: AffineVariables,
): Pick<
  Required<BijectorSpec>,
  'forward' | 'inverse' | 'forwardPullback' | 'inversePullback' | 'pullbackFromOutput'
> {
  return {
    forward: (z) => runAffine(variables, 'forward', z),
    inverse: (x) => runAffine(variables, 'inverse', x),
    forwardPullback: (z) => affinePullback(variables, 'forward', z),
    inversePullback: (x) => affinePullback(variables, 'inverse', x),
    pullbackFromOutput: (z, dValue, dLogDet) => rebuildAffine(variables, z, dValue, dLogDet),
  };
}

function runAffine({ logScale, shift }: AffineVariables, direction: Direction, input: Tensor): WithLogDet {
  return recorded(
    [input, logScale, shift],
    ([x, s, t]) => featureAffine.apply(x as Tensor, { logScale: s as Tensor, shift: t as Tensor }, direction),
    ({ inputs: [x, s], value }, dValue, dLogDet) => {
      const saved = { z: (direction === 'forward' ? x : value) as Tensor, logScale: s as Tensor };
      const { dx, dLogScale, dShift } = featureAffine.backward(saved, { dValue, dLogDet }, direction);
      return [dx, dLogScale, dShift];
    },
  );
}

function affinePullback({ logScale, shift }: AffineVariables, direction: Direction, input: Tensor): Pullback {
  const result = featureAffine.apply(input, { logScale, shift }, direction);
  const z = keepShare(direction === 'forward' ? input : result.value);
  return createUntidiedPullback(
    result,
    (dValue, dLogDet) => {
      const { dx, dLogScale, dShift } = featureAffine.backward(
        { z, logScale },
        { dValue, dLogDet },
        direction,
      );
      return {
        dx,
        gradients: new Map([
          [logScale, dLogScale],
          [shift, dShift],
        ]),
      };
    },
    () => dispose(z),
  );
}

/** The gradients of the inverse need z alone. */
function rebuildAffine(
  { logScale, shift }: AffineVariables,
  z: Tensor,
  dValue: Tensor,
  dLogDet: Tensor,
): RebuiltGradients {
  const { value: input, logDet } = featureAffine.apply(z, { logScale, shift }, 'forward');
  dispose(logDet);
  const up = { dValue, dLogDet };
  const { dx, dLogScale, dShift } = featureAffine.backward({ z, logScale }, up, 'inverse');
  return {
    input,
    dx,
    gradients: new Map([
      [logScale, dLogScale],
      [shift, dShift],
    ]),
  };
}
