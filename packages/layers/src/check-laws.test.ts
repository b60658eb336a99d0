import { createParameter, init } from '@flow/backend';
import {
  add,
  concat,
  exp,
  fill,
  keep,
  mean,
  mul,
  neg,
  slice,
  sub,
  sum,
  type Tensor,
  zeros,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Bijector } from './bijector.ts';
import { checkLaws } from './check-laws.ts';
import { type BijectorSpec, defineBijector } from './define-bijector.ts';
import { lawTable } from './law-table.fixture.ts';
import { registerBijector } from './registry.ts';

beforeAll(() => init());

/** x = z · eˢ with a trained s for each feature, and whatever is done to it. */
const scale =
  (mistake: (own: Tensor) => Partial<BijectorSpec> = () => ({})) =>
  (): Bijector => {
    const logScale = createParameter('logScale', 'scale', [3], () => zeros([3]));
    const s = logScale.variable;
    const logDet = (batch: Tensor) => add(fill([batch.shape[0] ?? 0], 0), sum(s));
    return defineBijector({
      kind: 'scaleOfLaws',
      dataShape: [3],
      parameters: [logScale],
      forward: (z) => ({ value: mul(z, exp(s)), logDet: logDet(z) }),
      inverse: (x) => ({ value: mul(x, exp(neg(s))), logDet: neg(logDet(x)) }),
      config: () => ({}),
      ...mistake(s),
    });
  };
registerBijector('scaleOfLaws', scale());

const brokenLaws = (make: () => Bijector) =>
  checkLaws(make)
    .filter(({ holds }) => !holds)
    .map(({ law }) => law);

it.each(lawTable)('holds for $name of this package', ({ make, data, latent }) => {
  const results = checkLaws(make as () => Bijector, { ...(data && { data }), ...(latent && { latent }) });
  expect(results.filter(({ holds }) => !holds)).toEqual([]);
});

describe('a mistake is named by the law that it breaks', () => {
  it('none', () => expect(brokenLaws(scale())).toEqual([]));

  it('an inverse of something else', () => {
    const half = (x: Tensor, s: Tensor) => ({
      value: mul(x, exp(mul(s, -0.5))),
      logDet: fill([x.shape[0] ?? 0], 0),
    });
    expect(brokenLaws(scale((s) => ({ inverse: (x) => half(x, s) })))).toEqual(
      expect.arrayContaining(['inverse undoes forward', 'forward undoes inverse']),
    );
  });

  it('a log-det that is left out', () => {
    const none = (batch: Tensor) => fill([batch.shape[0] ?? 0], 0);
    const make = scale((s) => ({
      forward: (z) => ({ value: mul(z, exp(s)), logDet: none(z) }),
      inverse: (x) => ({ value: mul(x, exp(neg(s))), logDet: none(x) }),
    }));
    expect(brokenLaws(make)).toEqual([
      'the log-det of forward is that of its Jacobian',
      'the log-det of inverse is that of its Jacobian',
      'its configuration as JSON builds it again',
    ]);
  });

  it('a backward pass by hand that forgets its parameter', () => {
    const make = scale((s) => ({
      inversePullback: (x) => ({
        value: keep(mul(x, exp(neg(s)))),
        logDet: keep(sub(fill([x.shape[0] ?? 0], 0), sum(s))),
        pullback: (dValue) => ({ dx: keep(mul(dValue, exp(neg(s)))), gradients: new Map() }),
        dispose() {},
      }),
    }));
    expect(brokenLaws(make)).toContain('the gradients of inverse are its slopes');
  });

  it('rows that are mixed', () => {
    const make = scale((s) => ({
      inverse: (x) => ({
        value: mul(sub(x, mul(mean(x, 0), 0.1)), exp(neg(s))),
        logDet: sub(fill([x.shape[0] ?? 0], 0), sum(s)),
      }),
    }));
    expect(brokenLaws(make)).toContain('each row is treated by itself');
  });

  it('a configuration from which nothing can be built', () => {
    const results = checkLaws(scale(() => ({ kind: 'nobodyKnowsIt' })));
    expect(results.filter(({ holds }) => !holds)).toEqual([
      expect.objectContaining({
        law: 'its configuration as JSON builds it again',
        reason: expect.stringContaining('nobodyKnowsIt'),
      }),
    ]);
  });

  it('a tensor that is kept', () => {
    const make = scale((s) => ({
      forward: (z) => ({
        value: keep(mul(z, exp(s))),
        logDet: add(fill([z.shape[0] ?? 0], 0), sum(keep(exp(s)))),
      }),
    }));
    expect(brokenLaws(make)).toContain('no tensor stays behind');
  });

  it('a context that nobody hears', () => {
    const make = scale(() => ({ contextShape: [2] }));
    expect(brokenLaws(make)).toContain('the context is listened to');
  });

  it('an output from which the input cannot be rebuilt', () => {
    const make = scale((s) => ({
      pullbackFromOutput: (z, dValue) => ({
        input: concat([slice(z, [0, 0], [-1, 2]), slice(z, [0, 0], [-1, 1])], 1),
        dx: mul(dValue, exp(neg(s))),
        gradients: new Map(),
      }),
    }));
    expect(brokenLaws(make)).toContain('the input is rebuilt from the output');
  });
});
