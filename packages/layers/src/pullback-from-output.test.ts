import { createRng, FlowError, init, randomNormal } from '@flow/backend';
import { dispose, fill, memory, ones, type Tensor, tensor2d, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, expect, it } from 'vitest';
import { actNorm } from './act-norm.ts';
import type { Conditioner, ConditionerSizes } from './conditioner.ts';
import { affineCoupling } from './coupling.ts';
import { defineBijector } from './define-bijector.ts';
import { elementwiseAffine } from './elementwise-affine.ts';
import { mlp } from './mlp.ts';
import { multiScale } from './multi-scale.ts';
import { squeeze } from './squeeze.ts';
import { zeroConv } from './zero-conv.ts';

beforeAll(() => init());

const values = (t: Tensor) => Array.from(t.dataSync());

/** A network that says what it runs. */
function counting(sizes: ConditionerSizes, runs: string[]): Conditioner {
  const inner = mlp({ ...sizes, hidden: [3], context: 1, rng: createRng(1) });
  return {
    ...inner,
    apply: (input, call) => {
      runs.push('apply');
      return inner.apply(input, call);
    },
    pullback(input, call) {
      runs.push('pullback');
      return inner.pullback?.(input, call) as ReturnType<NonNullable<Conditioner['pullback']>>;
    },
  };
}

it('a coupling runs its network once, to rebuild its input and to go back', () => {
  const runs: string[] = [];
  const layer = affineCoupling({ features: 4, mask: 'even', conditioner: (sizes) => counting(sizes, runs) });
  const z = randomNormal(createRng(2), [3, 4]);
  layer.pullbackFromOutput(z, z, ones([3]), { context: ones([3, 1]) });
  expect(runs).toEqual(['pullback']);
});

it('on paper: z = (x − t) e⁻ˢ at z = 3 with t = 1 and s = log 2 rebuilds x = 7', () => {
  const layer = elementwiseAffine({ features: 1 });
  const [logScale, shift] = layer.parameters.map(({ variable }) => variable);
  logScale!.assign(fill([1], Math.log(2)));
  shift!.assign(fill([1], 1));
  const { input, dx, gradients } = layer.pullbackFromOutput(
    tensor2d([[3]]),
    tensor2d([[10]]),
    fill([1], 100),
  );
  expect(values(input)).toEqual([expect.closeTo(7, 5)]);
  // dz/dx = ½, dz/ds = −z, dz/dt = −½; the log-det is −s.
  expect(values(dx)).toEqual([expect.closeTo(5, 5)]);
  expect(values(gradients.get(logScale!)!)).toEqual([expect.closeTo(-130, 3)]);
  expect(values(gradients.get(shift!)!)).toEqual([expect.closeTo(-5, 5)]);
});

it('its gradients outlive a tidy of the caller, as those of a pullback', () => {
  const layer = actNorm({ features: 2 });
  const z = ones([1, 2]);
  const { gradients, dx } = (() => {
    let result: ReturnType<typeof layer.pullbackFromOutput> | undefined;
    tidy(() => {
      result = layer.pullbackFromOutput(z, z, ones([1]));
    });
    return result!;
  })();
  expect([dx, ...gradients.values()].every((gradient) => !gradient.isDisposed)).toBe(true);
});

it('names the gradient that does not fit', () => {
  const layer = actNorm({ features: 2 });
  const z = ones([3, 2]);
  expect(() => layer.pullbackFromOutput(z, ones([3, 1]), ones([3]))).toThrow(/\(dValue\)/);
  expect(() => layer.pullbackFromOutput(z, z, ones([3, 1]))).toThrow(/\(dLogDet\)/);
  layer.dispose();
  expect(() => layer.pullbackFromOutput(z, z, ones([3]))).toThrow(/has been disposed/);
});

it('an error in a part of a multi-scale flow has its path, and no tensor is left behind', () => {
  const failing = defineBijector({
    kind: 'failing',
    dataShape: [4, 4, 1],
    forward: () => {
      throw new FlowError('not-finite', { message: 'Broken.' });
    },
    inverse: (x) => ({ value: x, logDet: ones([x.shape[0]!]) }),
    config: () => ({}),
  });
  const bijector = multiScale({
    levels: [squeeze({ shape: [2, 2, 2] }), squeeze({ shape: [4, 4, 1] })],
    split: zeroConv,
  });
  const whole = multiScale({ levels: [failing], top: 'learned' });
  const [z, dLogDet] = [randomNormal(createRng(3), [2, 16]), ones([2])];
  const before = memory().numTensors;
  expect(() => whole.pullbackFromOutput(z, z, dLogDet)).toThrow(
    expect.objectContaining({ code: 'not-finite', path: 'levels.0' }),
  );
  expect(memory().numTensors).toBe(before);
  const { input, dx, gradients } = bijector.pullbackFromOutput(z, z, dLogDet);
  dispose([input, dx, ...gradients.values()]);
  expect(memory().numTensors).toBe(before);
});
