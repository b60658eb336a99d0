import { createRng, init } from '@flow/backend';
import { chain, elementwiseAffine, logit, uniformDequantise } from '@flow/layers';
import { createFlow, type Flow, glow } from '@flow/models';
import { dequantisationNoise, referenceFlow } from '@flow-tooling/reference';
import { perturb } from '@flow-tooling/testkit';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { bentLine, smallFlow } from './plane.fixture.ts';

beforeAll(() => init());

const rows = bentLine(37);

const integerFlow = () => {
  const flow = createFlow({
    bijector: chain([
      elementwiseAffine({ features: 2 }),
      logit({ shape: [2] }),
      uniformDequantise({ shape: [2], levels: 4 }),
    ]),
    data: { features: 2, quantization: { levels: 4 } },
  });
  perturb(flow.parameters, createRng(1));
  return flow;
};
const integers = Array.from({ length: 25 }, (_, i) => [i % 4, (i * i) % 4]);

describe('evaluate', () => {
  it('is the mean of −log p with the standard error s/√n', () => {
    const flow = smallFlow();
    perturb(flow.parameters, createRng(3));
    const losses = Array.from(flow.logProb(rows), (logProb) => -logProb);
    const mean = losses.reduce((sum, loss) => sum + loss) / 37;
    const s = Math.sqrt(losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / 36);
    expect(evaluate(flow, rows)).toEqual({
      rows: 37,
      nll: expect.closeTo(mean, 5),
      nllStandardError: expect.closeTo(s / Math.sqrt(37), 5),
      nllPerDim: expect.closeTo(mean / 2, 5),
    });
  });

  it('weighs rows: a row of weight 0 does not count, one of weight 2 counts twice', () => {
    const flow = smallFlow();
    perturb(flow.parameters, createRng(3));
    const weights = rows.map((_, i) => i % 3);
    const repeated = rows.flatMap((row, i) => Array.from({ length: i % 3 }, () => row));
    const weighted = evaluate(flow, { x: rows, weights });
    expect(weighted.nll).toBeCloseTo(evaluate(flow, repeated).nll, 6);
    const equal = evaluate(flow, { x: rows, weights: rows.map(() => 7) });
    expect(equal.nllStandardError).toBeCloseTo(evaluate(flow, rows).nllStandardError, 10);
  });

  it('does not depend on the size of its batches', () => {
    const flow = integerFlow();
    const whole = evaluate(flow, integers);
    for (const batchSize of [1, 7, 25, 1000]) {
      expect(evaluate(flow, integers, { batchSize })).toEqual({
        ...whole,
        nll: expect.closeTo(whole.nll, 6),
        nllPerDim: expect.closeTo(whole.nllPerDim, 6),
        nllStandardError: expect.closeTo(whole.nllStandardError, 6),
        bitsPerDim: expect.closeTo(whole.bitsPerDim as number, 6),
        bitsPerDimStandardError: expect.closeTo(whole.bitsPerDimStandardError as number, 6),
      });
    }
  });

  it('takes as many rows at once as the widest network allows, 1024 at most', () => {
    const sizesOn = (flow: Flow, count: number) => {
      const sizes: number[] = [];
      const watched: Flow = {
        ...flow,
        bijector: {
          ...flow.bijector,
          inverse(x, call) {
            sizes.push(x.shape[0] ?? 0);
            return flow.bijector.inverse(x, call);
          },
        },
      };
      evaluate(watched, new Float32Array(count * flow.features));
      flow.dispose();
      return sizes;
    };
    expect(sizesOn(smallFlow(), 1500)).toEqual([1024, 476]);
    // 16x16 positions at the finest level, 1024 channels there: four pictures of 4 MB a layer.
    const wide = glow({ shape: [32, 32, 1], levels: 1, steps: 1, hidden: 1024 });
    expect(sizesOn(wide, 6)).toEqual([4, 2]);
  });

  it('bits per dimension are nll / (D log 2), with noise that the reference draws again', () => {
    const flow = integerFlow();
    const reference = referenceFlow(flow.save());
    for (const seed of [0, 11]) {
      const bits = integers.map((row, i) =>
        reference.bitsPerDim(row, { noise: dequantisationNoise(seed, 0, i) }),
      );
      const mean = bits.reduce((sum, value) => sum + value) / 25;
      const s = Math.sqrt(bits.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 24);
      const result = evaluate(flow, integers, { seed });
      expect(result.bitsPerDim).toBeCloseTo(mean, 5);
      expect(result.bitsPerDimStandardError).toBeCloseTo(s / 5, 5);
      expect(result.bitsPerDim).toBeCloseTo(result.nll / (2 * Math.LN2), 12);
      const same = flow.bitsPerDim(integers, { seed });
      expect(result.bitsPerDim).toBeCloseTo(same.mean, 5);
      expect(result.bitsPerDimStandardError).toBeCloseTo(same.standardError, 5);
    }
    expect(evaluate(flow, integers, { seed: 11 }).nll).not.toBe(evaluate(flow, integers).nll);
  });

  it('of one row has no spread', () => {
    expect(evaluate(smallFlow(), [[1, 2]])).toMatchObject({ rows: 1, nllStandardError: 0 });
  });

  it.each([0, -1, 1.5, Number.NaN])('refuses batches of %d', (batchSize) => {
    expect(() => evaluate(smallFlow(), rows, { batchSize })).toThrow(
      expect.objectContaining({ code: 'invalid-argument', argument: 'batchSize' }),
    );
  });

  it('refuses what is not rows of this flow, and leaves nothing behind', () => {
    const flow = smallFlow({ context: 1 });
    const before = memory().numTensors;
    const refused = (code: string) => expect.objectContaining({ code });
    expect(() => evaluate(flow, rows)).toThrow(refused('context-missing'));
    expect(() => evaluate(flow, [[1]])).toThrow(refused('shape-mismatch'));
    expect(() => evaluate(flow, [])).toThrow(refused('invalid-data'));
    flow.bijector.parameters[0]?.variable.dispose();
    expect(() => evaluate(flow, { x: [[1, 2]], context: [[1]] })).toThrow();
    expect(memory().numTensors).toBe(before - 1);
  });
});
