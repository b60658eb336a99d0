import { createRng, init, randomNormal } from '@flow/backend';
import { actNorm, type Bijector, chain, multiScale, squeeze } from '@flow/layers';
import { clone, memory, type Tensor, tensor, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Visit, walkForward, walkInverse } from './layer-walk.ts';

beforeAll(() => init());

/** Pictures [8, 8, 1] in three levels that only squeeze. */
const threeLevels = (top: 'plain' | 'learned', split: 'plain' | 'learned') =>
  chain([
    multiScale({
      levels: [squeeze({ shape: [2, 2, 2] }), squeeze({ shape: [4, 4, 2] }), squeeze({ shape: [8, 8, 1] })],
      split,
      top,
    }),
    actNorm({ shape: [8, 8, 1] }),
  ]);

function moved(bijector: Bijector): Bijector {
  for (const [i, { variable }] of bijector.parameters.entries()) {
    tidy(() => variable.assign(randomNormal(createRng(i), variable.shape)));
  }
  return bijector;
}

const values = (t: Tensor) => [...t.dataSync()];

/** Runs a walk, and tells where it went and how many numbers waited there. */
function walked(walk: typeof walkInverse, bijector: Bijector, input: Tensor) {
  const places: string[] = [];
  const visit: Visit = ({ layer, path }, value, rest) => {
    places.push([path, ...rest.map(({ shape }) => shape[1])].join(' '));
    const step = walk === walkInverse ? layer.inverse(value) : layer.forward(value);
    value.dispose();
    step.logDet.dispose();
    return step.value;
  };
  return { result: walk(bijector, clone(input), visit), places };
}

describe('a walk through the layers', () => {
  it.each([
    ['plain', 'plain'],
    ['learned', 'plain'],
    ['plain', 'learned'],
    ['learned', 'learned'],
  ] as const)('comes to what the whole gives: top %s, split %s', (top, split) => {
    const bijector = moved(threeLevels(top, split));
    const x = randomNormal(createRng(9), [3, 8, 8, 1]);
    const z = bijector.inverse(x).value;
    expect(values(walked(walkInverse, bijector, x).result)).toEqual(values(z));
    expect(values(walked(walkForward, bijector, z).result)).toEqual(values(bijector.forward(z).value));
  });

  it('says where it is and what waits beside it', () => {
    const bijector = threeLevels('learned', 'learned');
    const x = tensor(
      Array.from({ length: 64 }, (_, i) => i),
      [1, 8, 8, 1],
    );
    expect(walked(walkInverse, bijector, x).places).toEqual([
      '1',
      '0.levels.2',
      '0.splits.1',
      '0.levels.1 32',
      '0.splits.0 32',
      '0.levels.0 24 32',
      '0.top 24 32',
    ]);
    const z = bijector.inverse(x).value;
    expect(walked(walkForward, bijector, z).places).toEqual([
      '0.top 56',
      '0.levels.0 56',
      '0.splits.0 32',
      '0.levels.1 32',
      '0.splits.1 0',
      '0.levels.2 0',
      '1',
    ]);
  });

  it('leaves no tensor behind', () => {
    const bijector = threeLevels('learned', 'learned');
    const x = randomNormal(createRng(9), [3, 8, 8, 1]);
    const before = memory().numTensors;
    const { result: z } = walked(walkInverse, bijector, x);
    const { result: again } = walked(walkForward, bijector, z);
    z.dispose();
    again.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
