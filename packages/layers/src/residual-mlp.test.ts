import { createRng, init, type Parameter } from '@flow/backend';
import { dispose, onesLike, type Tensor, tensor2d, zerosLike } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { residualMlp } from './residual-mlp.ts';

beforeAll(() => init());

/** Writes the same number into a parameter throughout. */
function fillWith(like: (t: Tensor) => Tensor, parameter: Parameter | undefined): void {
  const value = like(parameter!.variable);
  parameter!.variable.assign(value);
  dispose(value);
}

it('a row whose hidden values are all alike has no spread to divide by, and is normalised to the shift', () => {
  const net = residualMlp({
    inputs: 1,
    outputs: 1,
    hidden: 3,
    blocks: 1,
    layerNorm: true,
    rng: createRng(0),
  });
  const named = (path: string) => net.parameters.find((parameter) => parameter.path === path);
  fillWith(zerosLike, named('in.kernel'));
  fillWith(onesLike, named('in.bias'));
  fillWith(onesLike, named('0.norm.shift'));
  fillWith(onesLike, named('0.first.kernel'));
  fillWith(zerosLike, named('0.first.bias'));
  fillWith(onesLike, named('0.second.kernel'));
  fillWith(zerosLike, named('0.second.bias'));
  fillWith(onesLike, named('out.kernel'));
  // h = (1, 1, 1) is normalised to (1, 1, 1); each of 3 units gives 3, and these 9 in all: h = (10, 10, 10).
  expect(Array.from(net.apply(tensor2d([[5], [-2]]), {}).dataSync())).toEqual([30, 30]);
});
