import { createRng, init } from '@flow/backend';
import { referenceFlow } from '@flow-tooling/reference';
import { dispose, memory, tensor } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFlow } from './model-file.ts';
import { type RealNvpImageOptions, realNVPImage } from './real-nvp-image.ts';

beforeAll(() => init());

const small = (options: Partial<RealNvpImageOptions> = {}) =>
  realNVPImage({ shape: [2, 4, 1], scales: 2, blocks: 1, channels: 3, seed: 1, ...options });
const pictures = (rows: number) =>
  Array.from({ length: rows }, (_, k) => Array.from(createRng(k).uniform(8), (u) => Math.floor(256 * u)));
/** Away from the start, with running statistics of a batch. */
const moved = (options: Partial<RealNvpImageOptions> = {}) => {
  const flow = small(options);
  for (const { path, variable } of flow.parameters) {
    if (!path.endsWith('.gain') || variable.size > 1) continue;
    const value = tensor(new Array(variable.size).fill(0.3), variable.shape);
    variable.assign(value);
    value.dispose();
  }
  const x = tensor(pictures(6).flat(), [6, 2, 4, 1]);
  for (let step = 0; step < 3; step++) {
    const { value, logDet } = flow.bijector.inverse(x, { training: true });
    dispose([value, logDet]);
  }
  x.dispose();
  return flow;
};

describe.each(['code', 'paper'] as const)('realNVPImage, %s', (variant) => {
  it('is invertible and has the log-det of its Jacobian', () => {
    const flow = moved({ variant });
    const { roundTripError, logDetError } = flow.verify(pictures(1));
    expect(roundTripError).toBeLessThan(1e-4);
    expect(logDetError).toBeLessThan(1e-5);
    flow.dispose();
  });

  it('agrees with the float64 reference, also after it was saved', () => {
    const flow = moved({ variant });
    const bytes = flow.save();
    const reference = referenceFlow(bytes);
    const again = loadFlow(bytes);
    const rows = pictures(3);
    const claimed = flow.logProb(rows);
    expect(again.logProb(rows)).toEqual(claimed);
    rows.forEach((row, i) => {
      const truth = reference.logProb(row);
      expect(Math.abs(claimed[i]! - truth)).toBeLessThan(1e-5 * Math.abs(truth));
    });
    flow.dispose();
    again.dispose();
  });

  it('draws integers within its levels', () => {
    const flow = moved({ variant, bits: 3 });
    const drawn = flow.sample(4, { seed: 2 }).flatMap((row) => Array.from(row));
    expect(drawn.every((value) => Number.isInteger(value) && value >= 0 && value < 8)).toBe(true);
    flow.dispose();
  });
});

it('leaves no tensor behind', () => {
  const before = memory().numTensors;
  small().dispose();
  expect(memory().numTensors).toBe(before);
});

it('a seed makes the same flow, another another', () => {
  const bytes = [1, 1, 2].map((seed) => {
    const flow = small({ seed });
    const saved = flow.save();
    flow.dispose();
    return saved;
  });
  expect(bytes[1]).toEqual(bytes[0]);
  expect(bytes[2]).not.toEqual(bytes[0]);
});

it.each([
  [{ shape: [4, 6, 1], scales: 3 }, 'shape-mismatch', 'shape'],
  [{ shape: [2, 2, 1] }, 'invalid-argument', 'scales'],
  [{ shape: [16] }, 'invalid-argument', 'shape'],
  [{ scales: 0 }, 'invalid-argument', 'scales'],
  [{ blocks: 0 }, 'invalid-argument', 'blocks'],
  [{ channels: 1.5 }, 'invalid-argument', 'channels'],
  [{ bits: 9 }, 'invalid-argument', 'bits'],
  [{ variant: 'other' }, 'invalid-argument', 'variant'],
])('refuses %j', (options, code, argument) => {
  expect(() => small(options as Partial<RealNvpImageOptions>)).toThrow(
    expect.objectContaining({ code, argument }),
  );
});
