import { dispose, fill, type Tensor, zeros } from '@tensorflow/tfjs-core';
import { autodiffPullback } from './autodiff-pullback.ts';
import type { Call } from './bijector.ts';
import type { Conditioner, ConditionerPullback } from './conditioner.ts';

/** The pullback of a network that has none of its own: autodiff over that network alone. */
export function conditionerAutodiff(net: Conditioner, input: Tensor, call: Call): ConditionerPullback {
  const none = (x: Tensor) => fill([x.shape[0] as number], 0);
  const run = autodiffPullback(
    (x, own) => ({ value: net.apply(x, own), logDet: none(x) }),
    input,
    net.contextShape
      ? call
      : {
          ...(call.training !== undefined && { training: call.training }),
          ...(call.rng && { rng: call.rng }),
        },
    net.parameters,
  );
  dispose(run.logDet);
  return {
    value: run.value,
    pullback(dValue) {
      const zero = zeros([dValue.shape[0] as number]);
      const gradients = run.pullback(dValue, zero);
      dispose(zero);
      return gradients;
    },
    dispose: run.dispose,
  };
}
