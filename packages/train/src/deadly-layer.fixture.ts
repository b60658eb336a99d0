import { isMainThread } from 'node:worker_threads';
import { type Bijector, createPullback, defineBijector, registerBijector } from '@flow/layers';
import { createFlow, type Flow } from '@flow/models';
import { mul, ones, reshape, sum, type Tensor, tidy, variable, zeros } from '@tensorflow/tfjs-core';

/** How a thread that is not the first one ends, at which of its steps. */
export type End = {
  readonly way: 'never' | 'exit' | 'throw' | 'uncaught' | 'not-finite';
  readonly at: number;
};

/** Where a worker imports this module, so that it knows the layer. */
export const SETUP = new URL('./deadly-layer.fixture.ts', import.meta.url);

registerBijector('deadly', ({ way, at }) => deadly({ way, at } as unknown as End));

/** x = gain·z of two features, which a worker does not survive. */
export const deadlyFlow = (end: End): Flow => createFlow({ bijector: deadly(end) });

function deadly({ way, at }: End): Bijector {
  const gain = variable(ones([1]));
  const rows = (x: Tensor) => zeros([x.shape[0] as number]);
  let steps = 0;
  const endOf = (x: Tensor): Tensor => {
    steps += isMainThread ? 0 : 1;
    if (steps !== at) return x;
    if (way === 'exit') process.exit(3);
    if (way === 'throw') throw new RangeError('a layer gave up');
    if (way === 'uncaught') {
      // When the answer to this step is on its way, and before the thread looks at another message.
      queueMicrotask(() => {
        throw new RangeError('nobody catches this');
      });
    }
    return way === 'not-finite' ? mul(x, Number.NaN) : x;
  };
  return defineBijector({
    kind: 'deadly',
    dataShape: [2],
    parameters: [{ path: 'gain', variable: gain, trainable: true, group: 'scale' }],
    forward: (z) => ({ value: mul(z, gain), logDet: rows(z) }),
    inverse: (x) => ({ value: mul(x, gain), logDet: rows(x) }),
    inversePullback: (x) =>
      createPullback(
        { value: mul(endOf(x), gain), logDet: rows(x) },
        (dValue) => ({
          dx: mul(dValue, gain),
          gradients: new Map([[gain, tidy(() => reshape(sum(mul(dValue, x)), [1]))]]),
        }),
        () => {},
      ),
    config: () => ({ way, at }),
  });
}
